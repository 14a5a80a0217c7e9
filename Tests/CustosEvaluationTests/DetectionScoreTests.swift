import Testing

@testable import CustosEvaluation

@Suite struct DetectionScoreTests {
  private func score(_ annotated: Int, _ found: Int, _ matched: Int, _ read: Int) -> DetectionScore
  {
    var score = DetectionScore()
    (score.annotated, score.found, score.matched, score.read) = (annotated, found, matched, read)
    return score
  }

  @Test func sharesAreOfTheRightWhole() {
    let score = score(8, 10, 6, 5)
    #expect(score.recall == 0.75 && score.precision == 0.6 && score.readShare == 0.625)
  }

  @Test func sharesOfNothingAreUnknown() {
    let none = DetectionScore()
    #expect(none.recall == nil && none.precision == nil && none.readShare == nil)
    #expect(score(0, 3, 0, 0).recall == nil && score(0, 3, 0, 0).precision == 0)
    #expect(score(3, 0, 0, 0).precision == nil && score(3, 0, 0, 0).readShare == 0)
  }

  @Test func pagesAddUp() {
    var sum = score(8, 10, 6, 5)
    sum += score(2, 1, 1, 0)
    #expect(sum == score(10, 11, 7, 5))
  }
}
