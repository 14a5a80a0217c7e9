import CustosImage
import CustosModelFile
import CustosNotation
import CustosTestRandom
import Testing

@testable import CustosEvaluation
@testable import CustosPages

/// What becomes of each symbol, and which pages are the best and the worst.
@Suite struct PageTestTests {
  private func form() throws -> PageForm {
    try PageForm(
      stride: 4, staffSpace: 12, groups: ["head", "rest"],
      classNames: ["head/noteheadFull", "rest/restHalf"], labels: ["L1", "L2", "outside"])
  }

  private func box(_ x: Double) -> Box { Box(x1: x, y1: 0, x2: x + 10, y2: 10) }

  private func annotated(
    _ x: Double, _ place: CompleteAnnotation.Place, _ name: String = "noteheadFull"
  ) -> CompleteAnnotation {
    CompleteAnnotation(box: box(x), className: name, place: place)
  }

  private func found(
    _ x: Double, _ label: String?, _ probability: Double = 0.9, _ name: String = "noteheadFull"
  ) -> SymbolScore.Found {
    .init(box: box(x), className: name, label: label, probability: probability)
  }

  @Test func everySymbolHasItsVerdict() throws {
    let scores = SymbolScores(form: try form(), threshold: 0.5)
    let verdicts = scores.verdicts(
      annotated: [
        annotated(0, .position(.l1)), annotated(20, .position(.l2)), annotated(40, .unknown),
        annotated(60, .position(.l1)), annotated(80, .none, "clef"),
        annotated(100, .none, "restHalf"),
      ],
      found: [
        found(1, "L1"), found(20, "outside"), found(41, "L2"), found(60, "L1", 0.4),
        found(200, "L2"),
        found(100, "L1", 0.8, "noteheadFull"),
      ])
    #expect(
      verdicts == [
        SymbolVerdict(kind: .right, box: box(1), read: "L1", annotated: "L1"),
        SymbolVerdict(kind: .misplaced, box: box(20), read: "outside", annotated: "L2"),
        SymbolVerdict(kind: .right, box: box(41), read: "L2", annotated: nil),
        SymbolVerdict(kind: .invented, box: box(200), read: "L2", annotated: nil),
        // Whatever its class, as in the score of all.
        SymbolVerdict(kind: .right, box: box(100), read: "L1", annotated: nil),
        SymbolVerdict(kind: .missed, box: box(60), read: nil, annotated: "L1"),
      ])
  }

  /// Verdicts and score are two views of one count, on crowded pages as well.
  @Test func verdictsAddUpToTheScore() throws {
    var random = SeededRandom(seed: 4)
    let places: [CompleteAnnotation.Place] = [.position(.l1), .position(.l2), .unknown, .none]
    for _ in 0..<50 {
      let truth = (0..<20).map { _ in
        annotated(
          Double.random(in: 0..<150, using: &random), places.randomElement(using: &random) ?? .none)
      }
      let read = (0..<25).map { _ in
        found(
          Double.random(in: 0..<150, using: &random), ["L1", "L2"].randomElement(using: &random),
          Double.random(in: 0..<1, using: &random))
      }
      var test = PageTest(form: try form(), threshold: 0.3)
      let page = test.add(
        CompletePage(image: "a.png", truth: "a.txt"), staffSpace: 12, annotated: truth, found: read)
      let score = page.score
      #expect(score == test.scores.all)
      #expect(page.count(.right) + page.count(.misplaced) == score.matched)
      #expect(page.count(.missed) == score.annotated - score.matched)
      #expect(page.count(.invented) == score.found - score.matched)
      #expect(page.count(.misplaced) == score.matched - score.ignored - score.placed)
    }
  }

  /// Pages of so many right readings out of four at L1; nil for one without positions.
  private func test(_ rights: [Int?]) throws -> PageTest {
    var test = PageTest(form: try form(), threshold: 0.5)
    for (index, right) in rights.enumerated() {
      let place: CompleteAnnotation.Place = right == nil ? .none : .position(.l1)
      _ = test.add(
        CompletePage(image: "\(index).png", truth: ""), staffSpace: 12,
        annotated: (0..<4).map { annotated(Double($0) * 20, place) },
        found: (0..<4).map { found(Double($0) * 20, $0 < right ?? 0 ? "L1" : "L2") })
    }
    return test
  }

  private func ranks(_ rights: [Int?]) throws -> [String] {
    try test(rights).ranked.map { "\($0.rank) \($0.page.page.name)" }
  }

  @Test func bestMedianAndWorstPageAreTold() throws {
    #expect(try ranks([2, 4, 0, 1, 3]) == ["best 1.png", "median 0.png", "worst 2.png"])
    // Of an even number the worse one in the middle; without positions a page has no rank.
    #expect(try ranks([3, nil, 1, 2, 4]) == ["best 4.png", "median 3.png", "worst 2.png"])
    #expect(try ranks([2, 2, 2]) == ["best 2.png", "median 1.png", "worst 0.png"])
    #expect(try ranks([1, 2]) == ["best 1.png", "worst 0.png"])
    #expect(try ranks([1]) == ["worst 0.png"] && ranks([]) == [])
    // Nothing has a position: the F of the boxes decides.
    #expect(try ranks([nil, nil]) == ["best 1.png", "worst 0.png"])
  }
}
