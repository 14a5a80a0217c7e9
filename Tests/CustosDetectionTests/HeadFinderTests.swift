import Testing

@testable import CustosDetection

/// Every threshold of `HeadFinder` with a case on either side, at a staff space of 20 pixels.
@Suite struct HeadFinderTests {
  private let space = 20.0

  /// Sizes of the heads that are found in a mask of rectangles.
  private func heads(
    penWidth: Int? = nil, _ shapes: (columns: Range<Int>, rows: Range<Int>)...
  ) -> [Region] {
    var mask = InkMask(width: 240, height: 240, pixels: [UInt8](repeating: 0, count: 240 * 240))
    for shape in shapes { mask.fill(shape.columns, shape.rows) }
    // Many stems set the pen's width.
    if let penWidth {
      for stem in 0..<4 { mask.fill(10 + 12 * stem..<10 + 12 * stem + penWidth, 0..<200) }
    }
    return HeadFinder.find(in: mask, space: space).filter { $0.left >= 60 }
  }

  private func count(width: Int, height: Int) -> Int {
    heads(penWidth: 2, (100..<100 + width, 20..<20 + height)).count
  }

  @Test func aHeadHasItsOwnBounds() throws {
    let found = try #require(heads((100..<126, 20..<40)).first)
    #expect(
      found.left == 100 && found.right == 126 && found.top == 20 && found.bottom == 40)
  }

  @Test func sidesAreAtLeastTwoFifthsOfASpace() {
    #expect(count(width: 8, height: 8) == 1)
    #expect(count(width: 7, height: 8) == 0)
    #expect(count(width: 8, height: 7) == 0)
  }

  @Test func headsAreNotTooBroadOrTooSlender() {
    #expect(count(width: 38, height: 20) == 1)
    #expect(count(width: 39, height: 20) == 0)
    // 1.8 times as high as wide.
    #expect(count(width: 10, height: 18) == 1)
    #expect(count(width: 10, height: 19) == 0)
  }

  /// Higher than 1.5 spaces it is a chord, if it is 0.75 spaces wide and not above 4 spaces high.
  @Test func chordsAreDivided() {
    #expect(count(width: 26, height: 30) == 1)
    #expect(count(width: 26, height: 31) == 2)
    #expect(count(width: 15, height: 60) == 3)
    #expect(count(width: 14, height: 60) == 0)
    #expect(count(width: 26, height: 80) == 4)
    #expect(count(width: 26, height: 81) == 0)
    let parts = heads((100..<126, 20..<60))
    #expect(parts.map(\.top) == [20, 40] && parts.map(\.bottom) == [40, 60])
  }

  /// 45 % of the usual area of 520: 234.
  @Test func smallThingsAreNoHeads() {
    func found(_ width: Int) -> Int {
      heads((100..<126, 20..<40), (150..<176, 20..<40), (200..<200 + width, 20..<40)).count
    }
    #expect(found(12) == 3)
    #expect(found(11) == 2)
  }

  /// Two heads that a bar joins are one region, too broad for a head, where the bar is not worn away.
  private func barIsWorn(penWidth: Int?, thickness: Int) -> Bool {
    let middle = 30 - thickness / 2
    let found = heads(
      penWidth: penWidth, (100..<120, 20..<40), (120..<150, middle..<middle + thickness),
      (150..<170, 20..<40))
    #expect(found.count == 2 || found.isEmpty)
    return found.count == 2
  }

  /// Worn away on each side are three quarters of the pen's width, 0.11 spaces at least and 0.2 at most.
  @Test func strokesAreWornAway() {
    #expect(barIsWorn(penWidth: 4, thickness: 6))
    #expect(!barIsWorn(penWidth: 4, thickness: 7))
    #expect(barIsWorn(penWidth: nil, thickness: 4))
    #expect(!barIsWorn(penWidth: nil, thickness: 5))
    #expect(barIsWorn(penWidth: 8, thickness: 8))
    #expect(!barIsWorn(penWidth: 8, thickness: 9))
  }
}
