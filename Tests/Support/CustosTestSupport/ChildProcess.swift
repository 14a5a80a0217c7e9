public import Foundation

/// A program that a test has started: the leader of a process group of its own, which is killed when the
/// time limit has passed or when this object goes.
///
/// Foundation's Process has no limit, hands on the signals that the test's thread holds back, and takes
/// a server that closes all the files it has inherited for one that has ended.
public final class ChildProcess: @unchecked Sendable {
  /// The files that take the place of the standard streams.
  public struct Streams: Sendable {
    /// Read as standard input.
    public var input = "/dev/null"
    /// Written from the start as standard output.
    public var output = "/dev/null"
    /// Written from the start as standard error.
    public var error = "/dev/null"

    /// All from and to nowhere.
    public init() {}
  }

  /// The program could not be started.
  public struct CannotStart: Error, CustomStringConvertible {
    /// The whole sentence.
    public let description: String
  }

  /// The program did not end in time.
  public struct TimeLimitPassed: Error, CustomStringConvertible {
    /// The whole sentence: program, arguments, limit, and what it said last.
    public let description: String
  }

  /// The process, which is also its group.
  public let identifier: pid_t
  private let words: [String]
  private let errorPath: String
  private let limitSeconds: Int
  private let lock = NSLock()
  private var isReaped = false
  private var status: Int32 = 0
  private var hasPassedLimit = false

  /// Starts `path` with `arguments`.
  ///
  /// - Parameters:
  ///   - environment: variables beside those of the tests.
  ///   - limitSeconds: how long it may run, until the whole group is killed.
  /// - Throws: `CannotStart`.
  public init(
    _ path: String, _ arguments: [String], streams: Streams = Streams(),
    environment: [String: String] = [:], limitSeconds: Int = defaultLimitSeconds
  ) throws {
    words = [path] + arguments
    errorPath = streams.error
    self.limitSeconds = limitSeconds
    identifier = try Self.spawn(words, streams, environment)
    let deadline = DispatchTime.now() + .seconds(limitSeconds)
    DispatchQueue.global().asyncAfter(deadline: deadline) { [weak self] in self?.passLimit() }
  }

  deinit { if !isReaped { killAndReap() } }

  /// Enough for the longest run of a test beside busy processes on a slow machine.
  public static let defaultLimitSeconds = 300

  /// Whether it has not ended yet.
  public var isRunning: Bool {
    lock.withLock {
      guard !isReaped else { return false }
      // Stays zero where there is nothing to tell.
      var information = siginfo_t()
      waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT | WNOHANG)
      return information.si_signo == 0
    }
  }

  /// Sends a signal, unless the program has ended.
  public func send(_ signal: Int32) {
    lock.withLock { if !isReaped { _ = kill(identifier, signal) } }
  }

  /// Waits for the end, at most until the limit.
  ///
  /// - Returns: the exit code; 128 and the signal's number after a signal.
  /// - Throws: `TimeLimitPassed`.
  public func wait() throws -> Int32 {
    // Its number stays taken until it is reaped, so that the limit cannot hit another process.
    var information = siginfo_t()
    while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    lock.withLock { if !isReaped { reap() } }
    guard !hasPassedLimit else { throw TimeLimitPassed(description: limitSentence) }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  private func passLimit() {
    lock.withLock {
      guard !isReaped else { return }
      hasPassedLimit = true
      kill(-identifier, SIGKILL)
    }
  }

  private func killAndReap() {
    kill(-identifier, SIGKILL)
    reap()
  }

  private func reap() {
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    isReaped = true
  }

  private var limitSentence: String {
    let said = (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? ""
    let last = said.split(separator: "\n").suffix(5).joined(separator: "\n")
    return
      "\(words.joined(separator: " ")) was still running after \(limitSeconds) seconds and was "
      + "killed; look for what it waits for. "
      + (last.isEmpty ? "It said nothing on standard error." : "Its last words were:\n\(last)")
  }
}
