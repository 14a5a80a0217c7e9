import CustosImage
import Testing

@testable import CustosReading

@Suite("Labels over time: ties and limits")
struct SteadyLabelsTieTests {
  private let place = Box(x1: 10, y1: 10, x2: 30, y2: 50)

  private func last(_ labels: [Int?], needed: Int = 2, window: Int = 4) -> SteadyLabel {
    var steady = SteadyLabels(needed: needed, window: window)
    return labels.map { steady.update([(place, $0)])[0] }.last
      ?? SteadyLabel(index: nil, agreeing: 0, count: 0)
  }

  @Test("of equally frequent labels the newest counts")
  func theNewestWins() {
    #expect(last([4, 4, 5, 5]) == SteadyLabel(index: 5, agreeing: 2, count: 4))
    #expect(last([5, 5, 4, 4]) == SteadyLabel(index: 4, agreeing: 2, count: 4))
    #expect(last([4, 5, 4, 5]) == SteadyLabel(index: 5, agreeing: 2, count: 4))
    #expect(last([5, 4, 4, 5]) == SteadyLabel(index: 5, agreeing: 2, count: 4))
    #expect(last([4, 5], needed: 1) == SteadyLabel(index: 5, agreeing: 1, count: 2))
  }

  @Test("the more frequent label counts, however old")
  func theMajorityWins() {
    #expect(last([4, 4, 4, 5]) == SteadyLabel(index: 4, agreeing: 3, count: 4))
    #expect(last([4, nil, 4, 5]) == SteadyLabel(index: 4, agreeing: 2, count: 4))
    #expect(last([4, 4, 5, nil], needed: 1) == SteadyLabel(index: 4, agreeing: 2, count: 4))
    // The first of five is forgotten.
    #expect(last([4, 4, 5, 5, nil]) == SteadyLabel(index: 5, agreeing: 2, count: 4))
  }

  /// A box 20 wide that has moved by x shares (20 - x) of (20 + x): 0.3 at x = 10.77.
  @Test("a place is the same from 0.3 of intersection over union on")
  func overlap() {
    for (moved, isSame) in [(10.7, true), (10.8, false)] {
      var steady = SteadyLabels(needed: 2, window: 3)
      _ = steady.update([(place, 1)])
      let box = Box(x1: 10 + moved, y1: 10, x2: 30 + moved, y2: 50)
      #expect(steady.update([(box, 1)])[0].count == (isSame ? 2 : 1))
    }
  }

  @Test("of two places the one that is covered more is followed")
  func theNearerPlace() {
    var steady = SteadyLabels(needed: 1, window: 3)
    let right = Box(x1: 20, y1: 10, x2: 40, y2: 50)
    _ = steady.update([(place, 1), (right, 2)])
    let between = Box(x1: 16, y1: 10, x2: 36, y2: 50)
    let label = steady.update([(between, nil)])[0]
    #expect(label == SteadyLabel(index: 2, agreeing: 1, count: 2))
  }

  @Test("beyond the limit of places labels stand for themselves")
  func placeLimit() {
    var steady = SteadyLabels(needed: 2, window: 2)
    let boxes = (0...SteadyLabels.placeLimit).map { index in
      Box(x1: Double(index) * 10, y1: 0, x2: Double(index) * 10 + 8, y2: 8)
    }
    let symbols = boxes.map { (box: $0, label: Optional(1)) }
    _ = steady.update(symbols)
    let second = steady.update(symbols)
    #expect(second[0].index == 1 && second[SteadyLabels.placeLimit - 1].index == 1)
    #expect(second[SteadyLabels.placeLimit] == SteadyLabel(index: nil, agreeing: 1, count: 1))
  }
}
