import Testing

@testable import CustosQuantization
@testable import CustosSupport

@Suite struct LeastErrorRangeTests {
  /// Candidates are a sixteenth of an octave apart, values count as the middles of bins a sixteenth of a
  /// step wide: both move the error by a few per cent near its flat minimum.
  static let tolerance = 1.05

  private static func meanSquaredError(_ values: [Float], _ range: ClosedRange<Float>) -> Double {
    let parameters = AffineParameters(covering: range)
    let (scale, zero) = (Double(parameters.scale), Double(parameters.zeroPoint))
    return values.reduce(0) { sum, value in
      let integer = (Double(value) / scale + zero).rounded(.toNearestOrEven)
      let error = Double(value) - scale * (min(max(integer, -128), 127) - zero)
      return sum + error * error
    } / Double(values.count)
  }

  private static func draw(_ count: Int, isPositive: Bool, tail: Float) -> [Float] {
    var random = SeededGenerator(seed: 21)
    return (0..<count).map { index in
      let value = random.normal(mean: 0.2, deviation: 1)
      let long = index % 997 == 0 ? value * tail : value
      return isPositive ? max(0, long) : long
    }
  }

  @Test(arguments: [true, false], [1, 8, 60] as [Float])
  func noRangeOfAFineGridIsMuchBetter(isPositive: Bool, tail: Float) {
    let values = Self.draw(40_000, isPositive: isPositive, tail: tail)
    let histogram = HistogramTests.histogram([values])
    let found = histogram.leastErrorRange()
    let error = Self.meanSquaredError(values, found)
    let (low, high) = (min(0, histogram.minimum), histogram.maximum)
    #expect(low...high ~= found.lowerBound && low...high ~= found.upperBound)
    #expect(error <= Self.meanSquaredError(values, low...high))
    for share in stride(from: Float(0.02), through: 1, by: 0.02) {
      for other in stride(from: Float(0.1), through: 1, by: 0.1) where !isPositive || other == 1 {
        let candidate = low * (isPositive ? 1 : other)...high * share
        let least = Self.meanSquaredError(values, candidate)
        #expect(error <= least * Self.tolerance, "\(found) against \(candidate)")
      }
    }
  }

  @Test func outliersAreClippedAndPlainValuesAreNot() {
    let plain = (0...1000).map { Float($0) / 1000 }
    #expect(HistogramTests.histogram([plain]).leastErrorRange() == 0...1)
    // One value of a million times 4^2 costs less than steps three times as wide for all others.
    let many = [[Float]](repeating: plain, count: 1000) + [[4]]
    let found = HistogramTests.histogram(many).leastErrorRange()
    #expect(found.upperBound < 2 && found.upperBound >= 0.9)
  }

  @Test func theSameValuesInAnyOrderGiveTheSameRange() {
    let values = Self.draw(5000, isPositive: false, tail: 30)
    let range = HistogramTests.histogram([values]).leastErrorRange()
    #expect(HistogramTests.histogram([values.reversed()]).leastErrorRange() == range)
    #expect(HistogramTests.histogram(values.map { [$0] }).leastErrorRange() == range)
  }

  @Test func nothingAndZerosGiveAnEmptyRange() {
    #expect(Histogram().leastErrorRange() == 0...0)
    #expect(HistogramTests.histogram([[0, 0]]).leastErrorRange() == 0...0)
    #expect(HistogramTests.histogram([[-2, -2, -1]]).leastErrorRange().upperBound == 0)
  }
}
