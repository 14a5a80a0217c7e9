import Testing

@testable import CustosEvaluation

@Suite struct StaffStepErrorsTests {
  private let labels = ["L0", "L1", "L6", "S0", "S6", "other"]

  /// Distances 0, 1 (L0 to S0), 1 (S0 to L1), 13 (L0 to S6), one read as no position; what is no
  /// position itself is not counted.
  @Test func distancesAreHalfSpaces() throws {
    let errors = try #require(
      StaffStepErrors(
        labels: labels, truth: [1, 0, 3, 0, 2, 5], predicted: [1, 3, 1, 4, 5, 0]))
    #expect(errors.imageCount == 5)
    #expect(errors.exact == 1 && errors.oneStep == 2 && errors.further == 1)
    #expect(errors.elsewhere == 1)
    #expect(errors.meanSteps == 15.0 / 4)
    let expected = """
      Staff steps of 5 symbols (a step is half a staff space):
        exact              1   20.00 %
        one step off       2   40.00 %
        further off        1   20.00 %
        no position        1   20.00 %
        mean absolute error 3.750 steps

      """
    #expect(errors.text == expected)
  }

  @Test func otherClassesHaveNoDistance() {
    #expect(StaffStepErrors(labels: ["a", "b"], truth: [0, 1], predicted: [1, 1]) == nil)
    // A single name that looks like a position is a name among names.
    #expect(StaffStepErrors(labels: ["a", "b", "L1"], truth: [2], predicted: [2]) == nil)
    let elsewhere = StaffStepErrors(labels: ["a", "L1"], truth: [1], predicted: [0])
    #expect(elsewhere?.meanSteps == nil && elsewhere?.elsewhere == 1)
    #expect(elsewhere?.text.contains("mean") == false)
  }

  /// All 14 x 14 pairs: the distance grows by one from a position to its neighbour.
  @Test func everyPairOfPositions() throws {
    let order = [
      "L0", "S0", "L1", "S1", "L2", "S2", "L3", "S3", "L4", "S4", "L5", "S5", "L6", "S6",
    ]
    for low in order.indices {
      for high in order.indices {
        let errors = try #require(
          StaffStepErrors(labels: order, truth: [low], predicted: [high]))
        #expect(errors.meanSteps == Double(abs(low - high)))
        #expect(errors.exact + errors.oneStep + errors.further == 1)
      }
    }
  }
}
