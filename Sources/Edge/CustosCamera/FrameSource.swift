import CustosPlatform

/// Where pictures come from. A source belongs to one thread.
///
/// Subclasses replace `next`; Embedded Swift has no protocol values.
open class FrameSource {
  /// What a source has to give.
  public enum Event {
    /// A picture.
    case frame(RawFrame)
    /// Nothing within the time.
    case nothing
    /// There will be no more pictures.
    case end
  }

  /// The name for sentences.
  public let name: String
  /// Something that a person should know, to be taken by the reader.
  private var notices: [String] = []
  /// Pictures that came damaged, to be taken by the reader.
  private var damaged = 0

  /// Names a source.
  public init(name: String) { self.name = name }

  /// The next picture, waiting for at most `milliseconds`.
  ///
  /// - Throws: `CameraError`, after which the source is only fit to be dropped.
  open func next(milliseconds: Int) throws(CameraError) -> Event { .end }

  // Final: a method of an open class that no other module calls is linked twice in Embedded Swift.

  /// Keeps a sentence for the reader.
  final func note(_ sentence: String) {
    if notices.count < 100 { notices.append(sentence) }
  }

  /// Counts pictures that came damaged and are not handed over.
  final func countDamaged(_ count: Int) { damaged += count }

  /// The number of damaged pictures since the last call.
  final func takeDamaged() -> Int {
    defer { damaged = 0 }
    return damaged
  }

  /// The sentences since the last call.
  public final func takeNotices() -> [String] {
    defer { notices = [] }
    return notices
  }
}

/// Notices when a camera has given nothing for too long.
struct SilenceWatch {
  /// A camera may need some seconds to start.
  static let firstSeconds = 15
  static let laterSeconds = 5
  private var since = MonotonicClock.nanoseconds
  private var hasPicture = false

  /// A picture has come.
  mutating func reset() {
    since = MonotonicClock.nanoseconds
    hasPicture = true
  }

  /// Something has come, but no picture that can be used.
  mutating func hear() { since = MonotonicClock.nanoseconds }

  /// Nothing has come; `remedy` is what to do if that lasts too long.
  func check(_ name: String, remedy: @autoclosure () -> String) throws(CameraError) {
    let seconds = hasPicture ? Self.laterSeconds : Self.firstSeconds
    guard MonotonicClock.nanoseconds - since < UInt64(seconds) * 1_000_000_000 else {
      throw .silent(name: name, seconds: seconds, remedy: remedy())
    }
  }
}
