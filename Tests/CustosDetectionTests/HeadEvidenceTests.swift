import Testing

@testable import CustosDetection

/// Every threshold of `HeadEvidence` with a case on either side. A staff space is 20 pixels; the head
/// covers columns 40..<66 and rows 40..<60.
@Suite struct HeadEvidenceTests {
  private let space = 20.0
  private let head = Region(left: 40, top: 40, right: 66, bottom: 60, area: 520)

  /// A filled head, of which the first `paper` pixels were paper, and rectangles of ink beside it.
  private func evidence(
    paper: Int = 0, space: Double = 20, _ strokes: (columns: Range<Int>, rows: Range<Int>)...
  ) -> HeadEvidence {
    var mask = InkMask(width: 120, height: 120, pixels: [UInt8](repeating: 0, count: 120 * 120))
    mask.fill(head.left..<head.right, head.top..<head.bottom)
    for stroke in strokes { mask.fill(stroke.columns, stroke.rows) }
    var ink = mask
    for index in 0..<paper {
      let (row, column) = (head.top + index / head.width, head.left + index % head.width)
      ink.pixels[row * ink.width + column] = 0
    }
    return HeadEvidence(mask: mask, ink: ink, space: space)
  }

  /// 12 % of the head's 520 pixels are 62.4. Only void heads are doubted.
  @Test(arguments: [(62, true), (63, false)])
  func aVoidHeadAtABeamIsNone(paper: Int, isHead: Bool) {
    #expect(evidence(paper: paper, (66..<86, 42..<45)).isNoteHead(head) == isHead)
    #expect(evidence(paper: paper).isNoteHead(head))
  }

  /// Ink beside the head for a whole staff space is a beam, on either side.
  @Test func beamsAreLongerThanLedgerLines() {
    #expect(!evidence(paper: 100, (20..<40, 42..<45)).isNoteHead(head))
    #expect(evidence(paper: 100, (21..<40, 42..<45)).isNoteHead(head))
    #expect(!evidence(paper: 100, (66..<86, 42..<45)).isNoteHead(head))
    #expect(evidence(paper: 100, (66..<85, 42..<45)).isNoteHead(head))
  }

  /// Within a sixth of the height around the middle, 46.67...53.33, it is a ledger line.
  @Test func linesThroughTheMiddleAreNoBeams() {
    #expect(!evidence(paper: 100, (66..<90, 46..<47)).isNoteHead(head))
    #expect(evidence(paper: 100, (66..<90, 47..<53)).isNoteHead(head))
    #expect(!evidence(paper: 100, (66..<90, 53..<54)).isNoteHead(head))
  }

  /// A stroke of 0.8 spaces, 16 rows, in the left 30 % of the width, columns up to 46.
  @Test func flatsAndNaturalsRiseAtTheLeft() {
    #expect(!evidence(paper: 100, (41..<44, 24..<40)).isNoteHead(head))
    #expect(evidence(paper: 100, (41..<44, 25..<40)).isNoteHead(head))
    #expect(!evidence(paper: 100, (46..<47, 10..<40)).isNoteHead(head))
    #expect(evidence(paper: 100, (47..<48, 10..<40)).isNoteHead(head))
    // A stem rises at the right, a thick stroke over the whole head.
    #expect(evidence(paper: 100, (63..<66, 10..<40)).isNoteHead(head))
    #expect(evidence(paper: 100, (41..<60, 10..<40)).isNoteHead(head))
    // Up to two columns beside the head count as its edge.
    #expect(!evidence(paper: 100, (38..<39, 10..<40)).isNoteHead(head))
    #expect(evidence(paper: 100, (37..<38, 10..<40)).isNoteHead(head))
  }

  @Test func aStrokeThatThePictureCutsOffIsNone() {
    let high = Region(left: 40, top: 15, right: 66, bottom: 35, area: 520)
    var mask = InkMask(width: 120, height: 120, pixels: [UInt8](repeating: 0, count: 120 * 120))
    mask.fill(41..<44, 0..<35)
    let paper = InkMask(width: 120, height: 120, pixels: [UInt8](repeating: 0, count: 120 * 120))
    #expect(HeadEvidence(mask: mask, ink: paper, space: space).isNoteHead(high))
  }

  /// Two strokes above and two below, seen 0.2 spaces (4 pixels) away and up to 4 beside the head.
  @Test func sharpsHaveTwoStrokesAboveAndBelow() {
    let sharp = evidence((44..<47, 30..<70), (58..<61, 30..<70))
    #expect(!sharp.isNoteHead(head))
    #expect(evidence((44..<47, 30..<70)).isNoteHead(head))
    #expect(evidence((44..<47, 30..<70), (58..<61, 30..<60)).isNoteHead(head))
    #expect(evidence((44..<47, 30..<70), (58..<61, 40..<70)).isNoteHead(head))
    // Row 36 is looked at, and row 63.
    #expect(!evidence((44..<47, 36..<64), (58..<61, 36..<64)).isNoteHead(head))
    #expect(evidence((44..<47, 37..<64), (58..<61, 37..<64)).isNoteHead(head))
    #expect(evidence((44..<47, 36..<63), (58..<61, 36..<63)).isNoteHead(head))
    // Columns 36 and 69 are looked at.
    #expect(!evidence((44..<47, 30..<70), (69..<72, 30..<70)).isNoteHead(head))
    #expect(evidence((44..<47, 30..<70), (70..<72, 30..<70)).isNoteHead(head))
  }

  /// 0.12 spaces on both sides, 2 pixels at least; 5 of 40.
  @Test(arguments: [(20.0, 2), (40, 5)])
  func ledgerLinesGoOnOnBothSides(space: Double, reach: Int) {
    func has(_ left: Int, _ right: Int, row: Int) -> Bool {
      evidence(space: space, (head.left - left..<head.right + right, row..<row + 1))
        .hasLedgerLine(head)
    }
    #expect(has(reach, reach, row: 50))
    #expect(!has(reach - 1, reach, row: 50))
    #expect(!has(reach, reach - 1, row: 50))
    // At most 35 % of the height from the middle.
    #expect(has(reach, reach, row: 43) && has(reach, reach, row: 57))
    #expect(!has(reach, reach, row: 42) && !has(reach, reach, row: 58))
  }

  /// More than 86 % of its bounds, lower than 0.9 spaces.
  @Test func restsAreBlocks() {
    let evidence = evidence()
    func region(height: Int, area: Int) -> Region {
      Region(left: 0, top: 0, right: 20, bottom: height, area: area)
    }
    #expect(evidence.isBlock(region(height: 17, area: 293)))
    #expect(!evidence.isBlock(region(height: 17, area: 292)))
    #expect(!evidence.isBlock(region(height: 18, area: 360)))
  }
}

extension InkMask {
  /// Draws a rectangle of ink.
  mutating func fill(_ columns: Range<Int>, _ rows: Range<Int>) {
    for row in rows {
      for column in columns { pixels[row * width + column] = 1 }
    }
  }
}
