import CustosPlatform
import Synchronization

/// Shows on standard error how far a command has come: a bar on a terminal, else a few plain lines.
///
/// `advance` may be called from any thread.
public final class ProgressBar: Sendable {
  /// How progress is shown.
  public enum Style: Sendable {
    /// A line that is redrawn in place.
    case bar
    /// A line at every tenth of the way.
    case lines
    /// Nothing.
    case silent

    /// The style for this process: a bar on a terminal unless NO_COLOR asks for plain lines.
    public static func automatic(quiet: Bool) -> Style {
      if quiet { return .silent }
      return Console.error.isTerminal && !CurrentProcess.wantsPlainText ? .bar : .lines
    }
  }

  private struct State {
    var done = 0
    var shownAt: UInt64 = 0
    var tenths = 0
    var isFinished = false
  }

  private let title: String
  private let total: Int
  private let style: Style
  private let start: UInt64
  private let state = Mutex(State())

  /// Starts at 0 of `total`.
  public init(_ title: String, total: Int, style: Style) {
    self.title = title
    self.total = total
    self.style = style
    start = MonotonicClock.nanoseconds
    if style == .bar { draw(0) }
  }

  /// Goes a step further; `note` is shown behind the numbers.
  public func advance(by count: Int = 1, note: String = "") {
    state.withLock { state in
      state.done += count
      switch style {
      case .silent: break
      case .bar:
        let now = MonotonicClock.nanoseconds
        // Ten times a second is enough for the eye.
        guard now - state.shownAt > 100_000_000 || state.done >= total else { return }
        state.shownAt = now
        draw(state.done, note: note)
      case .lines:
        let tenths = total == 0 ? 10 : state.done * 10 / total
        guard tenths > state.tenths else { return }
        state.tenths = tenths
        Console.complain("\(title): \(state.done)/\(total)\(note.isEmpty ? "" : " " + note)")
      }
    }
  }

  /// Ends the bar's line, which also happens when the bar is given up because of a failure.
  public func finish() {
    guard style == .bar else { return }
    state.withLock { state in
      guard !state.isFinished else { return }
      state.isFinished = true
      Console.complain("")
    }
  }

  deinit { finish() }

  private func draw(_ done: Int, note: String = "") {
    let width = 24
    let filled = total == 0 ? width : done * width / total
    let bar = String(repeating: "█", count: filled) + String(repeating: " ", count: width - filled)
    let seconds = Double(MonotonicClock.nanoseconds - start) / 1e9
    let rest = done == 0 ? 0 : seconds / Double(done) * Double(total - done)
    let times = "\(Self.clock(seconds))<\(Self.clock(rest))"
    let percent = total == 0 ? 100 : done * 100 / total
    // \u{1B}[K clears what a longer note has left on the line.
    let line = "\r\(title): \(percent)%|\(bar)| \(done)/\(total) [\(times)] \(note)\u{1B}[K"
    do { try Console.error.write(line) } catch { return }
  }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    let text = whole % 60 < 10 ? "0\(whole % 60)" : "\(whole % 60)"
    return "\(whole / 60):\(text)"
  }
}
