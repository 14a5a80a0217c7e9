import CustosImage
import Testing

@testable import CustosDetection

/// How far from a staff symbols may lie, with a case on either side of each limit. The staff space is
/// 20 pixels, the lines (erased already) at rows 200, 220 ... 280, columns 100 to 500.
@Suite struct SymbolGroupingTests {
  private let space = 20.0
  private let staff = Staff(
    knots: [.init(column: 100, top: 200), .init(column: 500, top: 200)], space: 20)

  /// What is found of rectangles of ink.
  private func symbols(_ shapes: [(columns: Range<Int>, rows: Range<Int>)]) -> [FoundSymbol] {
    var mask = InkMask(width: 700, height: 480, pixels: [UInt8](repeating: 0, count: 700 * 480))
    for shape in shapes { mask.fill(shape.columns, shape.rows) }
    return SymbolGrouping(mask, ink: mask, staves: [staff], space: space).symbols()
  }

  /// A thing without a head, five columns wide, with its centre there.
  private func isFound(centerX: Int, centerY: Int) -> Bool {
    !symbols([(centerX - 2..<centerX + 3, centerY - 5..<centerY + 6)]).isEmpty
  }

  /// Two spaces above the top line, at row 160.
  @Test func symbolsReachTwoSpacesAboveTheStaff() {
    #expect(isFound(centerX: 300, centerY: 160))
    #expect(!isFound(centerX: 300, centerY: 159))
  }

  /// The centre of what has no head lies 0.75 spaces below the bottom line at most, at row 295.
  @Test func wordsLieBelowTheStaff() {
    #expect(isFound(centerX: 300, centerY: 294))
    #expect(!isFound(centerX: 300, centerY: 295))
  }

  /// Heads on a ledger line: 1.4 spaces below the bottom line, at row 308.
  @Test func notesOnLedgerLinesReachFarther() {
    func isFound(centerY: Int, hasLine: Bool = true) -> Bool {
      let head = (columns: 290..<312, rows: centerY - 9..<centerY + 9)
      let line = (columns: 284..<318, rows: centerY - 1..<centerY + 1)
      return symbols(hasLine ? [head, line] : [head]).contains { $0.head != nil }
    }
    #expect(isFound(centerY: 308))
    #expect(!isFound(centerY: 309))
    #expect(!isFound(centerY: 305, hasLine: false))
    #expect(isFound(centerY: 290, hasLine: false))
  }

  /// From the first column of the lines to 1.5 spaces behind the last.
  @Test func aCustosStandsBehindTheLines() {
    #expect(isFound(centerX: 529, centerY: 240))
    #expect(!isFound(centerX: 530, centerY: 240))
    #expect(isFound(centerX: 100, centerY: 240))
    #expect(!isFound(centerX: 99, centerY: 240))
  }

  /// 0.45 spaces high, 9 rows.
  @Test func dirtIsNoSymbol() {
    #expect(symbols([(300..<305, 230..<239)]).count == 1)
    #expect(symbols([(300..<305, 230..<238)]).isEmpty)
  }

  /// Thin strokes get a box of 0.45 spaces.
  @Test func boxesHaveALeastWidth() throws {
    let box = try #require(symbols([(300..<303, 230..<245)]).first).box
    #expect(box.x1 == 297 && box.x2 == 306 && box.y1 == 230 && box.y2 == 245)
  }

  /// Six times as high as wide and above 3.2 spaces (64 rows).
  @Test func barlinesAreNoSymbols() {
    #expect(symbols([(300..<304, 205..<269)]).count == 1)
    #expect(symbols([(300..<304, 205..<270)]).isEmpty)
    #expect(symbols([(300..<312, 205..<276)]).count == 1)
    #expect(symbols([(300..<312, 205..<277)]).isEmpty)
  }

  /// 3.2 spaces wide, 64 columns.
  @Test func slursAreNoSymbols() {
    #expect(symbols([(300..<364, 230..<239)]).count == 1)
    #expect(symbols([(300..<365, 230..<239)]).isEmpty)
  }

  /// What two staves reach belongs to the nearer one: to the upper as a word below it, which is no
  /// symbol, or to the lower as a symbol above it. Their middle lines are rows 240 and 360.
  @Test func ofTwoStavesTheNearerIsTaken() {
    let lower = Staff(
      knots: [.init(column: 100, top: 320), .init(column: 500, top: 320)], space: space)
    for (row, isFound) in [(299, false), (301, true)] {
      var mask = InkMask(width: 700, height: 480, pixels: [UInt8](repeating: 0, count: 700 * 480))
      mask.fill(300..<305, row - 5..<row + 6)
      for staves in [[staff, lower], [lower, staff]] {
        let found = SymbolGrouping(mask, ink: mask, staves: staves, space: space).symbols()
        #expect(found.isEmpty != isFound, "row \(row)")
      }
    }
  }

  /// Staff by staff, from the left to the right.
  @Test func symbolsAreSorted() {
    let found = symbols([(400..<405, 210..<221), (150..<155, 230..<241), (300..<305, 260..<271)])
    #expect(found.map(\.box.x1) == [148, 298, 398])
  }
}
