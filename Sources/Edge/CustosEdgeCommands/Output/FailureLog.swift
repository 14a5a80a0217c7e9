import CustosPlatform

/// Handles bad inputs: the first one ends the command, unless `--skip-bad` asks to name them and
/// continue.
final class FailureLog {
  private let isSkipping: Bool
  /// The share of all inputs that may be bad, 0...1.
  private let limit: Double
  private(set) var count = 0
  /// The exit code that belongs to the last bad input, nil if there was none.
  private(set) var lastExitCode: Int32?

  /// Reads `--skip-bad` and `--max-bad SHARE`.
  init(_ arguments: ParsedArguments) throws(CommandError) {
    isSkipping = arguments.hasFlag("skip-bad")
    limit = arguments.value(of: "max-bad").map { NumberText.double($0) ?? -1 } ?? 1
    guard limit >= 0, limit <= 1, isSkipping || limit == 1 else {
      throw .usage("--max-bad must be a share from 0 to 1, beside --skip-bad.")
    }
  }

  /// Names a bad input on standard error, or throws it on. Failures that are not about the input,
  /// such as a full disk, are always thrown on.
  func note(_ error: CommandError) throws(CommandError) {
    guard isSkipping, error.isAboutInput else { throw error }
    count += 1
    lastExitCode = error.exitCode
    Console.complain("custos-edge: \(error.message)")
  }

  /// Ends the command where more inputs were bad than `--max-bad` allows.
  func check(goodCount: Int) throws(CommandError) {
    guard BadShare.exceeds(limit, bad: count, good: goodCount) else { return }
    throw CommandError(
      "\(count) of \(count + goodCount) inputs are bad, more than --max-bad allows; correct the data.",
      exitCode: ExitStatus.badData)
  }
}
