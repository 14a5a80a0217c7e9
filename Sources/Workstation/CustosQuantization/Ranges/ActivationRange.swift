/// What calibration learned about one layer's activations.
public struct ActivationRange: Codable, Equatable, Sendable {
  /// Values between which a share of all values lies.
  public struct Percentile: Codable, Equatable, Sendable {
    /// The share in per cent, such as 99.99.
    public var percent: Double
    /// Below it lie `100 - percent` per cent of the values.
    public var low: Float
    /// Below it lie `percent` per cent of the values.
    public var high: Float
  }

  /// A range.
  public struct Bounds: Codable, Equatable, Sendable {
    /// Where it begins, at most 0.
    public var low: Float
    /// Where it ends, at least 0.
    public var high: Float
  }

  /// Percentiles that are written in addition to the requested one.
  public static let standardPercentiles = [99, 99.9, 99.99, 99.999]
  /// Intervals of the histogram in the file.
  static let summaryParts = 32

  /// Name of the float network's layer whose output was observed.
  public var layer: String
  /// Least value.
  public var minimum: Float
  /// Largest value.
  public var maximum: Float
  /// Per cent of the values that are above 0 by more than a bin of the histogram; nil in tables of earlier
  /// versions.
  public var aboveZero: Double?
  /// Percentiles, rising.
  public var percentiles: [Percentile]
  /// The range with the least mean squared error; nil in tables of earlier versions.
  public var mse: Bounds?
  /// Counts in equal intervals from minimum to maximum.
  public var histogram: [Int]

  /// Summarises a histogram.
  init(layer: String, histogram: Histogram, percentiles: [Double]) {
    self.layer = layer
    minimum = histogram.count > 0 ? histogram.minimum : 0
    maximum = histogram.count > 0 ? histogram.maximum : 0
    aboveZero = histogram.count > 0 ? 100 * histogram.shareAboveZero : nil
    self.percentiles = percentiles.map {
      Percentile(
        percent: $0, low: histogram.quantile(1 - $0 / 100), high: histogram.quantile($0 / 100))
    }
    let leastError = histogram.leastErrorRange()
    mse = Bounds(low: leastError.lowerBound, high: leastError.upperBound)
    self.histogram = histogram.summary(parts: Self.summaryParts)
  }

  /// The range that a method chooses, or nil when it was not recorded.
  public func bounds(_ method: RangeMethod) -> ClosedRange<Float>? {
    let (low, high): (Float, Float)
    switch method {
    case .minmax: (low, high) = (minimum, maximum)
    case .percentile(let percent):
      guard let found = percentiles.first(where: { $0.percent == percent }) else { return nil }
      (low, high) = (found.low, found.high)
    case .mse:
      guard let mse else { return nil }
      (low, high) = (mse.low, mse.high)
    }
    // Zero is part of every range: it must have an integer of its own.
    return min(low, 0)...max(high, 0)
  }
}
