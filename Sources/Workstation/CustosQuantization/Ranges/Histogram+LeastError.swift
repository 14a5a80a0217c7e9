extension Histogram {
  /// Candidates for one end of a range: the extreme value times `2^(-k / 16)`, k = 0, 1, ..., 127.
  private static let candidateCount = 128
  private static let candidatesPerHalving = 16.0

  /// The range whose 256 int8 steps leave the least mean squared error of rounding and clipping.
  ///
  /// Every value counts as the middle of its bin. Both ends are searched in turn among fixed
  /// candidates, each time with the other end as it is, until neither moves; of equal errors the wider
  /// range is taken. The same histogram always gives the same range, which holds 0.
  public func leastErrorRange() -> ClosedRange<Float> {
    guard count > 0 else { return 0...0 }
    let values = ValueCounts(occupied)
    let ends = (low: min(minimum, 0), high: max(maximum, 0))
    var range = ends.low...ends.high
    // Each turn lowers the error; a few turns are enough, and more would gain nothing to speak of.
    for _ in 0..<4 {
      let high = values.best(Self.candidates(ends.high)) { range.lowerBound...$0 }
      let low = values.best(Self.candidates(ends.low)) { $0...high }
      let isSettled = low == range.lowerBound
      range = low...high
      if isSettled { break }
    }
    return range
  }

  private static func candidates(_ end: Float) -> [Float] {
    guard end != 0 else { return [0] }
    return (0..<candidateCount).map {
      Float(Double(end) * exp2(-Double($0) / candidatesPerHalving))
    }
  }

  /// 2 to the power of a number of sixteenths, by halving and square roots: the same bits everywhere.
  private static func exp2(_ exponent: Double) -> Double {
    let whole = exponent.rounded(.down)
    var (result, root, rest) = (1.0, 2.0, exponent - whole)
    for _ in 0..<4 {
      (root, rest) = (root.squareRoot(), rest * 2)
      if rest >= 1 { (result, rest) = (result * root, rest - 1) }
    }
    return Double(sign: .plus, exponent: Int(whole), significand: result)
  }
}

/// Values with how often each occurs.
private struct ValueCounts {
  private let values: [Double]
  private let counts: [Double]

  init(_ occupied: [(middle: Double, count: Double)]) {
    values = occupied.map(\.middle)
    counts = occupied.map(\.count)
  }

  /// The first candidate of the least error.
  func best(_ candidates: [Float], _ range: (Float) -> ClosedRange<Float>) -> Float {
    guard candidates.count > 1 else { return candidates[0] }
    var best = candidates[0]
    var least = Double.infinity
    for candidate in candidates {
      let error = squaredError(AffineParameters(covering: range(candidate)))
      if error < least { (best, least) = (candidate, error) }
    }
    return best
  }

  /// The sum over all values of the squared distance to the nearest of the 256 numbers.
  private func squaredError(_ parameters: AffineParameters) -> Double {
    let scale = Double(parameters.scale)
    let inverse = 1 / scale
    let low = Double(-128 - parameters.zeroPoint)
    let high = Double(127 - parameters.zeroPoint)
    // Adding and taking off 1.5 * 2^52 rounds to the nearest integer.
    let shift = 0x1.8p52
    var total = 0.0
    for index in values.indices {
      let steps = min(max(values[index] * inverse, low), high)
      let error = values[index] - ((steps + shift) - shift) * scale
      total += counts[index] * error * error
    }
    return total
  }
}
