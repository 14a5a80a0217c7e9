import CustosImage
import CustosPlatform

/// Pictures that are there already: one file once, or the pictures of a file or folder, or of the
/// caller, again and again at a rate.
final class PlayedSource: FrameSource {
  private let pictures: [RawFrame]
  /// Nanoseconds from one picture to the next; nil: each once, at once.
  private let interval: UInt64?
  private var index = 0
  private var due = MonotonicClock.nanoseconds

  /// Plays one file once.
  init(file path: String) throws(CameraError) {
    pictures = try Self.files(path).map { RawFrame(.file($0), name: $0) }
    guard FileSystem.kind(of: path) != .directory else { throw .nothingToPlay(path: path) }
    interval = nil
    super.init(name: path)
  }

  /// Plays the files again and again, `rate` a second.
  init(path: String, rate: Double) throws(CameraError) {
    let files = try Self.files(path)
    guard !files.isEmpty else { throw .nothingToPlay(path: path) }
    pictures = files.map { RawFrame(.file($0), name: Path.lastComponent($0)) }
    interval = UInt64(1e9 / rate)
    super.init(name: path)
  }

  /// Plays pictures of the caller again and again, `rate` a second.
  init(_ pictures: [PixelBuffer], rate: Double) throws(CameraError) {
    guard !pictures.isEmpty else { throw .nothingToPlay(path: "The model file") }
    self.pictures = pictures.map { RawFrame(.pixels($0)) }
    interval = UInt64(1e9 / rate)
    super.init(name: "fake")
  }

  override func next(milliseconds: Int) throws(CameraError) -> Event {
    guard let interval else {
      guard index < pictures.count else { return .end }
      defer { index += 1 }
      return .frame(fresh(pictures[index]))
    }
    let now = MonotonicClock.nanoseconds
    if now < due {
      let wait = min(due - now, UInt64(milliseconds) * 1_000_000)
      MonotonicClock.sleep(nanoseconds: wait)
      if MonotonicClock.nanoseconds < due { return .nothing }
    }
    // A reader that was away, such as in a debugger, does not get all that it has missed at once.
    due = max(due + interval, MonotonicClock.nanoseconds)
    defer { index = (index + 1) % pictures.count }
    return .frame(fresh(pictures[index]))
  }

  private func fresh(_ picture: RawFrame) -> RawFrame {
    RawFrame(picture.content, name: picture.name)
  }

  private static func files(_ path: String) throws(CameraError) -> [String] {
    guard FileSystem.kind(of: path) == .directory else {
      do throws(PlatformError) { _ = try FileSystem.read(path) } catch { throw .file(error) }
      return [path]
    }
    do throws(PlatformError) {
      return try FileSystem.list(path).filter { ImageFormat(namedBy: $0) != nil }
        .map { Path.join(path, $0) }
    } catch { throw .file(error) }
  }
}
