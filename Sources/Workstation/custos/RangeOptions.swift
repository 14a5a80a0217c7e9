import ArgumentParser
import CustosPlatform
import CustosQuantization

/// Options that choose how ranges are taken from the observed values.
struct RangeOptions: ParsableArguments {
  enum Method: String, ExpressibleByArgument, CaseIterable {
    case minmax, percentile, mse
  }

  @Option(
    help: """
      minmax: from least to largest value; percentile: clip the rarest values; mse: clip where \
      rounding and clipping together do least harm.
      """)
  var method: Method?

  @Option(help: "Share of values in per cent that percentile keeps on either side (99.999).")
  var percentile: Double?

  func validate() throws {
    if let percentile {
      guard percentile > 50, percentile <= 100 else {
        throw ValidationError(
          "--percentile must be above 50 and at most 100, but \(percentile) was given.")
      }
      if let method, method != .percentile {
        throw ValidationError(
          "--percentile goes with --method percentile, not with \(method.rawValue).")
      }
    }
  }

  /// The method asked for; nil when none was.
  var rangeMethod: RangeMethod? {
    switch method {
    case .minmax: .minmax
    case .percentile: .percentile(percentile ?? RangeMethod.standardPercentile)
    case .mse: .mse
    case nil: percentile.map { .percentile($0) }
    }
  }
}

/// Says what the chosen ranges leave nothing of.
func warn(about warnings: [String]) {
  for warning in warnings { Console.complain("custos: warning: \(warning)") }
}
