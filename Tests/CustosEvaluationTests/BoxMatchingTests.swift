import CustosImage
import CustosNotation
import CustosSupport
import CustosTestSupport
import Testing

@testable import CustosEvaluation

@Suite struct BoxMatchingTests {
  /// A box ten rows high.
  private func box(_ x1: Double, _ x2: Double, y: Double = 0) -> Box {
    Box(x1: x1, y1: y, x2: x2, y2: y + 10)
  }

  private func matching(_ annotated: [Box], _ found: [Box], overlap: Double = 0.5) -> BoxMatching {
    BoxMatching(annotated: annotated, found: found, overlap: overlap)
  }

  /// 10 of 20 columns are shared: exactly one half.
  @Test func theLeastOverlapCounts() {
    let half = matching([box(0, 10)], [box(0, 20)])
    #expect(half.foundOfAnnotated == [0] && half.matchCount == 1 && half.foundCount == 1)
    let more = matching([box(0, 10)], [box(0, 20)], overlap: 0.5001)
    #expect(more.foundOfAnnotated == [nil] && more.matchCount == 0 && more.foundCount == 1)
    #expect(BoxMatching.defaultOverlap == 0.5)
    #expect(BoxMatching(annotated: [box(0, 10)], found: [box(0, 20)]).matchCount == 1)
    #expect(BoxMatching(annotated: [box(0, 10)], found: [box(0, 21)]).matchCount == 0)
  }

  /// The better of two found boxes is taken; the other one stays over, and so does a second annotated
  /// box that has only the taken one.
  @Test func everyBoxIsTakenOnce() {
    let two = matching([box(0, 100)], [box(0, 80), box(0, 95)])
    #expect(two.foundOfAnnotated == [1] && two.matchCount == 1 && two.foundCount == 2)
    let other = matching([box(0, 100), box(0, 80)], [box(0, 95)])
    #expect(other.foundOfAnnotated == [0, nil] && other.matchCount == 1)
  }

  /// The greatest overlap goes first, though both annotated boxes could be matched otherwise.
  @Test func theGreatestOverlapGoesFirst() {
    let result = matching([box(0, 100), box(30, 100)], [box(0, 90), box(20, 100)])
    // 0.9 and 0.8 of the first, 0.6 and 0.875 of the second.
    #expect(result.foundOfAnnotated == [0, 1])
    let greedy = matching([box(0, 100), box(0, 70)], [box(0, 90), box(0, 300)], overlap: 0.2)
    #expect(greedy.foundOfAnnotated == [0, 1])
    let crossed = matching([box(0, 100), box(0, 90)], [box(0, 92), box(0, 120)])
    // 0.978 of the second with the first found box goes before 0.92 of the first.
    #expect(crossed.foundOfAnnotated == [1, 0])
  }

  @Test func equalOverlapsGoInOrder() {
    let same = [box(0, 10), box(0, 10), box(0, 10)]
    #expect(matching(same, same).foundOfAnnotated == [0, 1, 2])
    #expect(matching(same, Array(same[..<2])).foundOfAnnotated == [0, 1, nil])
    #expect(matching(Array(same[..<2]), same).foundOfAnnotated == [0, 1])
  }

  @Test func nothingMatchesNothing() {
    let empty = matching([], [])
    #expect(empty.foundOfAnnotated == [] && empty.matchCount == 0 && empty.foundCount == 0)
    #expect(matching([box(0, 10)], []).foundOfAnnotated == [nil])
    #expect(matching([box(0, 10)], [box(20, 30)], overlap: 1e-9).foundOfAnnotated == [nil])
  }

  /// Against the definition, one pair at a time: of all pairs whose boxes are both free, the one with
  /// the greatest overlap, then the lowest annotated, then the lowest found box.
  @Test func equalsTheDefinition() {
    for seed in 1...200 as ClosedRange<UInt64> {
      var random = SeededGenerator(seed: seed, stream: 0)
      // Few places, so that overlaps are often equal.
      func boxes(_ count: Int) -> [Box] {
        (0..<count).map { _ in
          let left = Double(random.index(below: 5))
          return box(
            left, left + 3 + Double(random.index(below: 3)), y: Double(random.index(below: 3)))
        }
      }
      let (annotated, found) = (boxes(random.index(below: 7)), boxes(random.index(below: 7)))
      let overlap = 0.2 + 0.1 * Double(random.index(below: 6))
      var expected = [Int?](repeating: nil, count: annotated.count)
      while true {
        var best: (annotated: Int, found: Int, share: Double)?
        for first in annotated.indices where expected[first] == nil {
          for second in found.indices where !expected.contains(second) {
            let share = annotated[first].intersectionOverUnion(found[second])
            if share >= overlap, share > best?.share ?? 0 { best = (first, second, share) }
          }
        }
        guard let best else { break }
        expected[best.annotated] = best.found
      }
      let result = matching(annotated, found, overlap: overlap)
      #expect(result.foundOfAnnotated == expected, "seed \(seed)")
      #expect(result.matchCount == expected.count { $0 != nil } && result.foundCount == found.count)
    }
  }
}
