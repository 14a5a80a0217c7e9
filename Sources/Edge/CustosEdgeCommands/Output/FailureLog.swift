import CustosPlatform

/// Handles bad inputs: the first one ends the command, unless `--skip-bad` asks to name them and
/// continue.
final class FailureLog {
  private let isSkipping: Bool
  private(set) var count = 0
  /// The exit code that belongs to the last bad input, nil if there was none.
  private(set) var lastExitCode: Int32?

  init(isSkipping: Bool) { self.isSkipping = isSkipping }

  /// Names a bad input on standard error, or throws it on. Failures that are not about the input,
  /// such as a full disk, are always thrown on.
  func note(_ error: CommandError) throws(CommandError) {
    guard isSkipping, error.isAboutInput else { throw error }
    count += 1
    lastExitCode = error.exitCode
    Console.complain("custos-edge: \(error.message)")
  }
}
