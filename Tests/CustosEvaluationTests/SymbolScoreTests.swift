import CustosEvaluation
import CustosImage
import CustosNotation
import Testing

/// Scores of found symbols, counted by hand.
@Suite struct SymbolScoreTests {
  private func box(_ x: Double, width: Double = 10) -> Box {
    Box(x1: x, y1: 0, x2: x + width, y2: 10)
  }

  private func found(_ x: Double, _ label: String?, _ probability: Double) -> SymbolScore.Found {
    .init(box: box(x), className: "noteheadFull", label: label, probability: probability)
  }

  private func annotated(
    _ x: Double, _ place: CompleteAnnotation.Place
  ) -> CompleteAnnotation {
    CompleteAnnotation(box: box(x), className: "noteheadFull", place: place)
  }

  @Test func countsAreThoseOfTheDefinition() {
    var score = SymbolScore()
    score.add(
      annotated: [
        annotated(0, .position(.l1)), annotated(20, .position(.l2)), annotated(40, .unknown),
        annotated(60, .outside), annotated(80, .position(.l3)),
      ],
      found: [
        found(1, "L1", 0.9), found(20, "S2", 0.8), found(40, "L1", 0.7), found(61, "L0", 0.6),
        found(200, "L1", 0.95), found(80, "L3", 0.3),
      ], threshold: 0.5)
    #expect(score.annotated == 5 && score.found == 5 && score.matched == 4)
    #expect(score.positioned == 3 && score.placed == 1 && score.ignored == 2)
    #expect(score.recall == 0.8 && score.precision == 0.8 && score.f == 0.8)
    #expect(score.placedShare == 1.0 / 3)
    // One right of three wanted and three that count: the head off the page, and the two at L1 and L2.
    #expect(score.pitchF == 2.0 / 6)
    // By probability: wrong, right, right, right, right, right: precisions 1/2, 2/3, ... 5/6 at each
    // fifth of the recall, raised to what comes later.
    #expect(abs((score.averagePrecision ?? 0) - 5.0 / 6) < 1e-12)
  }

  @Test func theSurerOneTakesASymbol() {
    var score = SymbolScore()
    score.add(
      annotated: [annotated(0, .position(.l1))],
      found: [found(0, "L2", 0.6), found(2, "L1", 0.9)], threshold: 0.5)
    #expect(score.matched == 1 && score.placed == 1 && score.found == 2)
    #expect(score.averagePrecision == 1)
  }

  @Test func nothingHasNoShares() {
    var score = SymbolScore()
    score.add(annotated: [], found: [], threshold: 0.5)
    #expect(score.recall == nil && score.precision == nil && score.f == nil)
    #expect(score.pitchF == nil && score.averagePrecision == nil)
    score.add(annotated: [], found: [found(0, nil, 0.9)], threshold: 0.5)
    #expect(score.precision == 0 && score.f == 0 && score.averagePrecision == nil)
  }

  /// Precision that rises with falling threshold counts from the start.
  @Test func averagePrecisionIsTheArea() {
    var average = AveragePrecision()
    average.add(
      probabilities: [0.9, 0.8, 0.7, 0.6], isRight: [true, false, false, true], wanted: 4)
    #expect(average.value == 0.25 * 1 + 0.25 * 0.5)
    var two = AveragePrecision()
    two.add(probabilities: [0.9, 0.6], isRight: [true, true], wanted: 3)
    two.add(probabilities: [0.8, 0.7], isRight: [false, false], wanted: 1)
    #expect(two.value == average.value)
  }
}
