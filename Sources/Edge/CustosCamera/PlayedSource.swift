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
    guard FileSystem.kind(of: path) != .directory else { throw .nothingToPlay(path: path) }
    try Self.check(path)
    pictures = [RawFrame(.file(path), name: path)]
    interval = nil
    super.init(name: path)
  }

  /// Plays the files again and again, `rate` a second.
  init(path: String, rate: Double) throws(CameraError) {
    var files = [path]
    var refusals: [String] = []
    if FileSystem.kind(of: path) == .directory {
      do throws(PlatformError) { files = try FileSystem.list(path) } catch { throw .file(error) }
      files = files.filter { $0.utf8.first != UInt8(ascii: ".") && ImageFormat(namedBy: $0) != nil }
        .compactMap { name in
          // What is listed and missing has a name that could not be read.
          let entry = FolderEntry([UInt8](name.utf8), in: path)
          guard FileSystem.kind(of: entry.path) != .missing else {
            refusals.append(entry.missingSentence)
            return nil
          }
          entry.refusal.map { refusals.append($0) }
          return entry.refusal == nil ? entry.path : nil
        }
    } else {
      try Self.check(path)
    }
    guard !files.isEmpty else { throw .nothingToPlay(path: path) }
    pictures = files.map { RawFrame(.file($0), name: Path.lastComponent($0)) }
    interval = UInt64(1e9 / rate)
    super.init(name: path)
    for refusal in refusals { note(refusal) }
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

  /// A pipe would hold up whoever opens it.
  private static func check(_ path: String) throws(CameraError) {
    guard FileSystem.kind(of: path) != .other else { throw .notAFile(path: path) }
    do throws(PlatformError) { _ = try FileSystem.read(path) } catch { throw .file(error) }
  }
}
