import CustosSupport
import Testing

@testable import CustosPages

/// What every hand of mensural notation has in common, however it bends its signs.
@Suite struct MensuralHandTests {
  @Test func gClefsCurlAroundTheirLine() {
    var heights: Set<Int> = []
    for seed in UInt64(1)...60 {
      var random = SeededGenerator(seed: seed)
      let scribe = Scribe(hand: Hand(using: &random))
      // One staff space is 20 pixels: the line L2 is 20 pixels below the middle line.
      var sketch = Sketch(origin: Point(500, 500), unit: 20, wobble: 0)
      scribe.draw(.gClef, stemUp: false, into: &sketch, using: &random)
      let bounds = sketch.bounds
      #expect(bounds.top < 480 && bounds.bottom > 525, "seed \(seed): \(bounds)")
      #expect(bounds.left < 500 && bounds.right > 500, "seed \(seed): \(bounds)")
      #expect(bounds.bottom - bounds.top < 140 && bounds.right - bounds.left < 80, "seed \(seed)")
      heights.insert(Int((bounds.bottom - bounds.top) / 4))
    }
    #expect(heights.count > 6)
  }

  @Test func aMannerLeavesThePivotWhereItIs() {
    for seed in UInt64(1)...20 {
      var random = SeededGenerator(seed: seed)
      let manner = Manner(using: &random)
      #expect(manner.bend(Point(0, -1), pivot: -1) == Point(0, -1))
      #expect(manner.bend(Point(2, 0.5), pivot: 0.5).y == 0.5)
      #expect(manner.quirk(3) == manner.quirk(3 + manner.quirks.count))
    }
    #expect(Manner.usual.bend(Point(0.3, 1.7), pivot: -1).x == 0.3)
    #expect(Manner.usual.quirk(5) == Point(0, 0))
  }
}
