import Testing

@testable import CustosDetection

@Suite struct FragmentJoiningTests {
  private let space = 20.0

  private func region(_ left: Int, _ top: Int, _ width: Int, _ height: Int, filled: Double = 0.5)
    -> Region
  {
    Region(
      left: left, top: top, right: left + width, bottom: top + height,
      area: Int(filled * Double(width * height)))
  }

  private func joined(_ regions: [Region], heads: [Region] = []) -> [Region] {
    FragmentJoining.joined(
      regions.map { SymbolPiece(region: $0, heads: []) }
        + heads.map { SymbolPiece(region: $0, heads: [$0]) }, space: space
    ).map(\.region)
  }

  @Test func theRimOfAHeadIsOneAgain() {
    let result = joined([region(100, 50, 10, 14), region(117, 52, 9, 15)])
    #expect(result.count == 1)
    #expect(result[0].left == 100 && result[0].right == 126 && result[0].bottom == 67)
  }

  @Test func aStemFindsItsHeadAtItsEndOnly() {
    let stem = region(126, 50, 6, 60)
    #expect(joined([region(100, 48, 12, 14), stem]).count == 1)
    #expect(joined([region(100, 72, 12, 14), stem]).count == 2)
    #expect(joined([region(85, 48, 12, 14), stem]).count == 2)
  }

  @Test func whatIsJoinedToAStemIsItsHead() {
    let parts = [region(100, 48, 12, 14), region(126, 50, 6, 60)]
    let notes = FragmentJoining.joined(
      parts.map { SymbolPiece(region: $0, heads: []) }, space: space)
    #expect(notes.count == 1 && notes[0].heads.count == 1)
    let head = notes[0].heads[0]
    #expect(head.left == 100 && head.right == 132 && head.top == 48 && head.bottom == 62)
  }

  @Test func restsDotsAndHeadsStayAlone() {
    let rest = region(100, 50, 5, 18, filled: 0.9)
    #expect(joined([rest, region(108, 50, 5, 18, filled: 0.9)]).count == 2)
    #expect(joined([region(100, 50, 10, 14), region(113, 55, 5, 5)]).count == 2)
    #expect(joined([region(100, 50, 10, 14)], heads: [region(112, 50, 20, 16)]).count == 2)
  }

  @Test func nothingGrowsBeyondTheSizeOfASymbol() {
    let row = (0..<8).map { region(100 + $0 * 18, 50, 12, 14) }
    let result = joined(row)
    #expect(result.allSatisfy { Double($0.width) <= 1.7 * space })
    #expect(result.count == 4)
  }
}
