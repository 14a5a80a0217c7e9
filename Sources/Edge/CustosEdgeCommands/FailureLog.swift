import CustosPlatform

/// Bad inputs: the first one ends the command, unless `--skip-bad` asks to name them and go on.
final class FailureLog {
  private let isSkipping: Bool
  private(set) var count = 0

  init(isSkipping: Bool) { self.isSkipping = isSkipping }

  /// Names a bad input on standard error, or throws it on. Failures that are not about the input,
  /// such as a full disk, are always thrown on.
  func note(_ error: CommandError) throws(CommandError) {
    let isAboutInput = error.exitCode == 65 || error.exitCode == 66
    guard isSkipping, isAboutInput else { throw error }
    count += 1
    Console.complain("custos-edge: \(error.message)")
  }
}
