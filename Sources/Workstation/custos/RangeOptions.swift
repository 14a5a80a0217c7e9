import ArgumentParser
import CustosQuantization

/// Options that choose how ranges are taken from the observed values.
struct RangeOptions: ParsableArguments {
  enum Method: String, ExpressibleByArgument, CaseIterable {
    case minmax, percentile
  }

  @Option(help: "minmax: from least to largest value; percentile: clip the rarest values.")
  var method: Method?

  @Option(help: "Share of values in per cent that percentile keeps on either side (99.99).")
  var percentile: Double?

  func validate() throws {
    if let percentile {
      guard percentile > 50, percentile <= 100 else {
        throw ValidationError(
          "--percentile must be above 50 and at most 100, but \(percentile) was given.")
      }
      guard method != .minmax else {
        throw ValidationError("--percentile goes with --method percentile, not with minmax.")
      }
    }
  }

  /// The method asked for; nil when none was.
  var rangeMethod: RangeMethod? {
    switch method {
    case .minmax: .minmax
    case .percentile: .percentile(percentile ?? 99.99)
    case nil: percentile.map { .percentile($0) }
    }
  }
}
