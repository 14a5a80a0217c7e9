import CustosImage
import Testing

@testable import CustosReading

@Suite("Labels over time")
struct SteadyLabelsTests {
  private let place = Box(x1: 10, y1: 10, x2: 30, y2: 50)

  private func moved(_ x: Double) -> Box { Box(x1: 10 + x, y1: 10, x2: 30 + x, y2: 50) }

  @Test("a label is steady once N of M pictures agree, and no longer when they do not")
  func agreement() {
    var steady = SteadyLabels(needed: 2, window: 3)
    let labels: [Int?] = [4, 5, 4, 4, nil, nil, 7]
    let got = labels.map { steady.update([(place, $0)])[0] }
    #expect(got.map { $0.index } == [nil, nil, 4, 4, 4, nil, nil])
    #expect(got.map { $0.agreeing } == [1, 1, 2, 2, 2, 1, 1])
    #expect(got.map { $0.count } == [1, 2, 3, 3, 3, 3, 3])
  }

  @Test("a place is followed while it moves, others are kept apart, whatever their order")
  func places() {
    var steady = SteadyLabels(needed: 3, window: 3)
    var last: [SteadyLabel] = []
    for step in 0..<3 {
      let here = (box: moved(Double(step) * 5), label: Optional(1))
      let there = (box: moved(200), label: Optional(2))
      last = steady.update(step % 2 == 0 ? [here, there] : [there, here])
    }
    #expect(last.map { $0.index } == [1, 2])
    #expect(steady.update([(moved(600), 1)])[0].agreeing == 1)
  }

  @Test("a place that is not seen loses its labels one after another")
  func unseen() {
    var steady = SteadyLabels(needed: 1, window: 2)
    _ = steady.update([(place, 3)])
    _ = steady.update([])
    #expect(steady.update([(place, nil)])[0] == SteadyLabel(index: nil, agreeing: 0, count: 2))
  }
}
