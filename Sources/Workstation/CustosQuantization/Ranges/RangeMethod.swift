/// How a range is chosen from the observed values.
public enum RangeMethod: Equatable, Sendable, CustomStringConvertible {
  /// From the least to the largest value: nothing is clipped.
  case minmax
  /// From the value below which `100 - p` per cent lie to the one below which `p` per cent lie.
  case percentile(Double)
  /// The range whose int8 steps leave the least mean squared error, see
  /// `Histogram.leastErrorRange()`.
  case mse

  /// The percentile where none is given. At 99.99 the clipping of rare large values costs accuracy.
  public static let standardPercentile = 99.999

  /// The method as in files and reports: `minmax`, `percentile 99.999`, `mse`.
  public var description: String {
    switch self {
    case .minmax, .mse: name
    case .percentile(let percent): "\(name) \(percent)"
    }
  }

  /// The method without its percentile.
  var name: String {
    switch self {
    case .minmax: "minmax"
    case .percentile: "percentile"
    case .mse: "mse"
    }
  }

  /// The percentile of the method, if it has one.
  var percent: Double? {
    guard case .percentile(let percent) = self else { return nil }
    return percent
  }

  /// Finds a method by its name; nil where there is none, or none without a percentile.
  init?(name: String, percentile: Double?) {
    switch (name, percentile) {
    case ("minmax", _): self = .minmax
    case ("percentile", let percent?): self = .percentile(percent)
    case ("mse", _): self = .mse
    default: return nil
    }
  }
}
