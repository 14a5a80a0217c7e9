import Testing

@testable import CustosEvaluation

/// Calibration error and selective classification on figures worked out by hand.
@Suite struct RiskCoverageTests {
  typealias Reading = (probability: Float, isRight: Bool)

  @Test func calibrationErrorIsTheMeanDistanceOfTheIntervals() {
    // Intervals 15 (0.95, 1: mean 0.975, one of two right) and 9 (0.6 twice, both right).
    let readings: [Reading] = [(0.95, true), (1, false), (0.6, true), (0.6, true)]
    let expected = 0.5 * abs(0.975 - 0.5) + 0.5 * abs(0.6 - 1)
    #expect(abs(CalibrationError.expected(readings) - expected) < 1e-7)
    #expect(CalibrationError.expected([(1, true)]) == 0)
    #expect(CalibrationError.expected([(1, false)]) == 1)
    #expect(CalibrationError.expected([(0, false)]) == 0)
  }

  /// Within an interval surplus and lack cancel out, between intervals they do not.
  @Test func intervalsAreFifteenths() {
    // As a float 10/15 lies above the bound.
    let low = (Float(10) / 15).nextDown
    let inside: [Reading] = [(low.nextUp, false), (low.nextUp, true), (low.nextUp, true)]
    #expect(CalibrationError.expected(inside) < 1e-6)
    let apart: [Reading] = [(low.nextUp, true), (low, false)]
    #expect(abs(CalibrationError.expected(apart) - 0.5) < 1e-6)
  }

  @Test func theLowestThresholdThatReachesTheTargetIsTaken() throws {
    let readings: [Reading] = [
      (0.9, true), (0.7, false), (0.95, true), (0.8, true), (0.6, true), (0.5, false),
    ]
    let curve = RiskCoverage(readings)
    // From above: 1/1, 2/2, 3/3, 3/4, 4/5, 4/6 right.
    let all = try #require(curve.point(reaching: 1))
    #expect(all.threshold == 0.8 && all.accepted == 3 && all.right == 3)
    // Four of five again reach what three of four do not.
    let most = try #require(curve.point(reaching: 0.8))
    #expect(most.threshold == 0.6 && most.accepted == 5 && most.accuracy == 0.8)
    #expect(curve.point(reaching: 0.5)?.coverage == 1)
    #expect(curve.point(at: Double(Float(0.6))) == most)
    let none = curve.point(at: 0.99)
    #expect(none.accepted == 0 && none.accuracy == nil && none.coverage == 0)
  }

  @Test func equalProbabilitiesAreAcceptedTogether() {
    let curve = RiskCoverage([(0.9, true), (0.9, false), (0.8, true)])
    #expect(curve.point(reaching: 0.9) == nil)
    #expect(curve.point(reaching: 0.6)?.accepted == 3)
    #expect(curve.point(reaching: 0.5)?.threshold == 0.8)
  }
}
