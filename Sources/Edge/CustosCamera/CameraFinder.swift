import CCustosCamera
import CustosPlatform

/// Looks for cameras.
public enum CameraFinder {
  /// A video device that can capture pictures.
  public struct Device: Equatable, Sendable {
    /// Such as `/dev/video0`.
    public var path: String
    /// The driver's name; `uvcvideo` drives USB cameras.
    public var driver: String
    /// The camera's name.
    public var name: String
    /// A path that stays the same when cameras are plugged in in another order, if there is one.
    public var lastingPath: String?
  }

  /// What the board's camera port has.
  public enum PortCameras: Equatable, Sendable {
    /// None of the programs that read it is installed.
    case noProgram
    /// The program has failed, or has not answered in time; its last line.
    case unknown(String)
    /// The cameras' names.
    case found([String])
    /// The program tells of errors; the cameras that it lists all the same.
    case failing([String], String)
  }

  /// The video devices that capture pictures, by number. Those of the camera port, which give raw
  /// sensor data, and the board's own codecs are left out.
  public static func devices(below root: String = "/dev") -> [Device] {
    let folders = ["by-id", "by-path"].map { Path.join(root, "v4l/" + $0) }
    return paths(below: root).compactMap { path in
      guard var device = identify(path) else { return nil }
      device.lastingPath = folders.lazy.compactMap { link(in: $0, to: path) }.first
      return device
    }
  }

  /// Why a device cannot be started, nil if it can. Nothing is read.
  public static func startFailure(_ device: Device, width: Int, height: Int) -> CameraError? {
    do throws(CameraError) {
      _ = try V4L2Source(path: device.path, width: width, height: height)
      return nil
    } catch { return error }
  }

  /// The link in a folder that leads to a device.
  private static func link(in folder: String, to device: String) -> String? {
    var names: [String] = []
    do throws(PlatformError) { names = try FileSystem.list(folder) } catch { return nil }
    let wanted = Path.lastComponent(device)
    return names.map { Path.join(folder, $0) }.first { link in
      FileSystem.linkTarget(link).map {
        Path.lastComponent($0).utf8.elementsEqual(wanted.utf8)
      } ?? false
    }
  }

  /// The video devices that this user may not open.
  public static func unreadableDevices(below root: String = "/dev") -> [String] {
    paths(below: root).filter { path in
      var identity = custos_v4l2_identity()
      return path.withCString { custos_v4l2_identify(V4L2Source.systemCalls, $0, &identity) }
        == ErrorNumber.noPermission
    }
  }

  /// The paths of all video devices, by number.
  private static func paths(below root: String) -> [String] {
    var names: [String] = []
    do throws(PlatformError) { names = try FileSystem.list(root) } catch { return [] }
    let prefix = [UInt8]("video".utf8)
    let numbers = names.compactMap { name -> Int? in
      let bytes = [UInt8](name.utf8)
      guard bytes.starts(with: prefix) else { return nil }
      return Int(String(decoding: bytes[prefix.count...], as: UTF8.self))
    }
    return numbers.sorted().map { Path.join(root, "video\($0)") }
  }

  /// Drivers of devices that are no cameras for this purpose.
  private static let otherDrivers = ["unicam", "rp1-cfe", "bcm2835-isp", "bcm2835-codec", "pispbe"]

  private static func identify(_ path: String) -> Device? {
    var identity = custos_v4l2_identity()
    let errorNumber = path.withCString {
      custos_v4l2_identify(V4L2Source.systemCalls, $0, &identity)
    }
    guard errorNumber == 0, identity.captures else { return nil }
    let driver = withUnsafeBytes(of: identity.driver) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    guard !otherDrivers.contains(driver) else { return nil }
    let name = withUnsafeBytes(of: identity.card) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return Device(
      path: path, driver: MessageText.clean(driver, limit: 16),
      name: MessageText.clean(name, limit: 32))
  }

  /// Asks `rpicam-hello` what is connected to the camera port; takes up to `seconds`.
  public static func portCameras(seconds: Int = 10) -> PortCameras {
    var child: custos_child
    do throws(CameraError) {
      child = try RpicamSource.start(
        ["--list-cameras"], programs: ["rpicam-hello", "libcamera-hello"]
      ).child
    } catch {
      if case .noProgram = error { return .noProgram }
      return .unknown(error.message)
    }
    defer { custos_child_end(&child, 500) }
    let reader = PipeReader(descriptor: child.output, messages: child.errors)
    let deadline = MonotonicClock.nanoseconds + UInt64(seconds) * 1_000_000_000
    var output: [UInt8] = []
    while MonotonicClock.nanoseconds < deadline, output.count < 1 << 20 {
      do throws(CameraError) {
        switch try reader.read(milliseconds: 100, name: "rpicam-hello") {
        case .bytes(let bytes): output += bytes
        case .nothing: continue
        case .end: return parse(output, reader.lastWords())
        }
      } catch { return .unknown(error.message) }
    }
    return .unknown("no answer within \(seconds) s")
  }

  /// Lines such as `0 : imx708 [4608x2592 10-bit RGGB] (/base/...)` name a camera each.
  static func parse(_ output: [UInt8], _ said: ProgramMessages = ProgramMessages()) -> PortCameras {
    var cameras: [String] = []
    for line in output.split(separator: 10) {
      let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1)
      guard parts.count == 2,
        Int(String(decoding: parts[0].filter { $0 != 32 }, as: UTF8.self)) != nil
      else { continue }
      let words = parts[1].split(separator: 32)
      if let name = words.first {
        cameras.append(MessageText.clean(String(decoding: name, as: UTF8.self), limit: 40))
      }
    }
    let none = ["No cameras available", "no cameras available"]
    if let errors = said.errorSummary,
      ProgramMessages.isAboutPermission(errors)
        || !none.contains(where: { TextSearch.finds($0, in: errors) })
    {
      return .failing(cameras, errors)
    }
    let message = said.summary
    let text = message + String(decoding: output, as: UTF8.self)
    let saysNone = none.contains { TextSearch.finds($0, in: text) }
    return cameras.isEmpty && !saysNone && !message.isEmpty ? .unknown(message) : .found(cameras)
  }
}
