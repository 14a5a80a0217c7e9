import ArgumentParser
import CustosDataSet

/// `--max-bad`, which goes with `--skip-bad`.
struct BadInputOptions: ParsableArguments {
  @Option(
    name: [.customLong("max-bad"), .customLong("max_bad")],
    help: """
      With --skip-bad: the share of the inputs that may be bad, 0 to 1; with more nothing is written and the \
      exit code is 65 (default: 1).
      """)
  var maxBad: Double?

  func validate() throws {
    if let maxBad, !(0...1).contains(maxBad) {
      throw ValidationError("--max-bad must be 0 to 1, but \(maxBad) was given.")
    }
  }

  /// Refuses the option where bad input is not skipped.
  func requireSkipping(_ skipBad: Bool) throws {
    guard maxBad == nil || skipBad else {
      throw ValidationError("--max-bad needs --skip-bad.")
    }
  }

  /// What may be left out.
  var limit: BadInputLimit { maxBad.map { BadInputLimit(share: $0) } ?? .none }
}
