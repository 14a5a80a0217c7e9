import CCustosCamera
import CustosPlatform

/// A USB camera.
final class V4L2Source: FrameSource {
  private let path: String
  private let device: OpaquePointer
  private let format: custos_v4l2_format
  private var silence = SilenceWatch()

  /// Opens the device at `path` with pictures near the wanted size.
  ///
  /// - Parameter calls: the system's calls, or a test's; they must live as long as the source.
  /// - Throws: `CameraError.device`, `.busy`, `.file` for a path that does not exist.
  init(
    path: String, width: Int, height: Int,
    calls: UnsafePointer<custos_device_calls> = V4L2Source.systemCalls
  ) throws(CameraError) {
    var device: OpaquePointer?
    var format = custos_v4l2_format()
    var step: UnsafePointer<CChar>?
    let errorNumber = path.withCString {
      custos_v4l2_open(calls, $0, UInt32(width), UInt32(height), &device, &format, &step)
    }
    guard let device, errorNumber == 0 else {
      throw Self.failure(errorNumber, path, step.map { String(cString: $0) } ?? "open")
    }
    self.path = path
    self.device = device
    self.format = format
    super.init(name: path)
    note(
      "\(path) gives \(layoutName) pictures of \(format.width) x \(format.height) pixels "
        + "(width x height).")
  }

  deinit { custos_v4l2_close(device) }

  /// The calls of the system itself.
  static var systemCalls: UnsafePointer<custos_device_calls> { custos_system_device_calls() }

  override func next(milliseconds: Int) throws(CameraError) -> Event {
    var data: UnsafePointer<UInt8>?
    var count = 0
    var dropped = 0
    var damaged = 0
    let errorNumber = custos_v4l2_take(
      device, Int32(clamping: milliseconds), &data, &count, &dropped, &damaged)
    countDamaged(damaged)
    if errorNumber == ErrorNumber.timedOut {
      if damaged > 0 { silence.hear() }
      try silence.check(name, remedy: "check its cable, or connect it anew")
      return .nothing
    }
    guard errorNumber == 0 else { throw Self.failure(errorNumber, path, "capture") }
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    let giveBack = custos_v4l2_give_back(device)
    guard giveBack == 0 else { throw Self.failure(giveBack, path, "capture") }
    silence.reset()
    guard let content = content(bytes) else { return .nothing }
    return .frame(RawFrame(content, passedOver: dropped))
  }

  private func content(_ bytes: [UInt8]) -> RawFrame.Content? {
    let layout: YUVPicture.Layout
    switch format.layout {
    case CUSTOS_V4L2_MJPEG: return .encoded(bytes)
    case CUSTOS_V4L2_YUYV: layout = .yuyv
    case CUSTOS_V4L2_NV12: layout = .nv12
    default: layout = .gray
    }
    return YUVPicture(
      layout: layout, width: Int(format.width), height: Int(format.height),
      memoryRows: layout == .nv12 ? memoryRows(bytes.count) : nil, stride: Int(format.stride),
      isFullRange: format.full_range, bytes: bytes
    ).map { .yuv($0) }
  }

  /// Rows of luma in an NV12 picture of so many bytes: some drivers round them up to whole blocks of a
  /// codec, such as 1088 for 1080, and only the number of bytes tells.
  private func memoryRows(_ count: Int) -> Int {
    let height = Int(format.height)
    let rows = count * 2 / (3 * Int(format.stride))
    let isExact = rows * 3 * Int(format.stride) == count * 2 && rows % 8 == 0
    return isExact && (height..<height + 64).contains(rows) ? rows : height
  }

  private var layoutName: String {
    switch format.layout {
    case CUSTOS_V4L2_MJPEG: "MJPEG"
    case CUSTOS_V4L2_YUYV: "YUYV"
    case CUSTOS_V4L2_NV12: "NV12"
    default: "GREY"
    }
  }

  private static func failure(_ errorNumber: Int32, _ path: String, _ step: String) -> CameraError {
    if errorNumber == ErrorNumber.busy { return .busy(name: path) }
    var detail = ErrorNumber.text(errorNumber)
    let remedy: String
    switch (step, errorNumber) {
    case ("open", ErrorNumber.noPermission):
      remedy = "sudo usermod -aG video $USER, then log in again"
    case ("open", _): remedy = "custos-edge doctor lists the cameras and names that stay"
    case ("capabilities", _):
      detail = "it is no camera that streams pictures"
      remedy = "custos-edge doctor lists the cameras"
    case ("format", ErrorNumber.notSupported):
      detail = "it offers none of MJPEG, YUYV, NV12 and GREY"
      remedy = "v4l2-ctl --list-formats-ext tells what it has; choose another camera"
    case ("start", ErrorNumber.noSpace):
      detail = "the USB bus has no room for its pictures"
      remedy =
        "take other cameras off the same bus, use another USB port, or ask for less with --size, "
        + "such as 640x480"
    case ("capture", _): remedy = "check its cable, or connect it anew"
    case ("memory", _), ("buffers", ErrorNumber.noMemory): remedy = "end other programs"
    default: remedy = "choose another --size, or connect it anew"
    }
    return .device(path: path, step: step, detail: detail, remedy: remedy)
  }
}
