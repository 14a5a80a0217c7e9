/// Decides from the ink around a head whether it is a note's, or part of an accidental, a beam or a
/// word.
struct HeadEvidence {
  /// Ink that continues beside a head for this many staff spaces is a beam; ledger lines are
  /// shorter.
  static let beamReach = 1.0
  /// A ledger line extends beyond a head by at least this many staff spaces on both sides.
  static let ledgerReach = 0.12
  /// The stroke of a flat or natural rises within this share of the width from the left edge; stems
  /// rise on the right.
  static let leftShare = 0.3
  /// Least height of such a stroke, in staff spaces.
  static let shortestStroke = 0.8
  /// Strokes are searched for at this distance above, below and beside a head, in staff spaces.
  static let strokeDistance = 0.2
  /// A head is void if more than this share of its filled area was paper.
  static let voidShare = 0.12
  /// A region without a stem that fills at least this share of its bounds is the block of a rest.
  static let blockShare = 0.86

  /// The page without staff lines, with void heads filled.
  let mask: InkMask
  /// The ink as it was in the picture.
  let ink: InkMask
  let space: Double

  /// Whether the head is a note's, judging by its surroundings.
  func isNoteHead(_ head: Region) -> Bool {
    !isSharp(head) && !(isVoid(head) && (touchesBeam(head) || hasStrokeAtUpperLeft(head)))
  }

  /// Whether a short line crosses the head at about half its height.
  func hasLedgerLine(_ head: Region) -> Bool {
    let reach = max(2, Int((Self.ledgerReach * space).rounded()))
    let slack = Int(0.35 * Double(head.height))
    let middle = Int(head.centerY)
    func goesOn(from: Int, to: Int) -> Bool {
      (middle - slack...middle + slack).contains { isFilled(row: $0, from: from, to: to) }
    }
    return goesOn(from: head.left - reach, to: head.left)
      && goesOn(from: head.right, to: head.right + reach)
  }

  /// Whether a region is the block of a rest: a rectangle without a stem.
  func isBlock(_ region: Region) -> Bool {
    Double(region.height) < 0.9 * space
      && Double(region.area) > Self.blockShare * Double(region.width * region.height)
  }

  /// Whether the head was void before it was filled.
  private func isVoid(_ head: Region) -> Bool {
    var filled = 0
    var paper = 0
    for row in head.top..<head.bottom {
      for column in head.left..<head.right where mask.isInk(column, row) {
        filled += 1
        if !ink.isInk(column, row) { paper += 1 }
      }
    }
    return Double(paper) > Self.voidShare * Double(filled)
  }

  /// Whether ink continues beside the head as a beam does; a ledger line would start at its middle.
  private func touchesBeam(_ head: Region) -> Bool {
    let reach = Int(Self.beamReach * space)
    return (head.top..<head.bottom).contains { row in
      if abs(Double(row) + 0.5 - head.centerY) < Double(head.height) / 6 { return false }
      return
        isFilled(row: row, from: head.left - reach, to: head.left)
        || isFilled(row: row, from: head.right, to: head.right + reach)
    }
  }

  /// Whether a stroke rises from the left edge, as in a flat or a natural.
  private func hasStrokeAtUpperLeft(_ head: Region) -> Bool {
    let height = Int(Self.shortestStroke * space)
    let end = head.left + max(1, Int(Self.leftShare * Double(head.width)))
    let rows = max(0, head.top - height)..<max(0, head.top)
    guard rows.count == height else { return false }
    return rows.allSatisfy { row in
      (head.left - 2..<end).contains { mask.isInk($0, row) }
        && !(end + 1..<head.right + 2).contains { mask.isInk($0, row) }
    }
  }

  /// Whether two strokes continue above the head and two below, as in a sharp.
  private func isSharp(_ head: Region) -> Bool {
    let distance = max(1, Int((Self.strokeDistance * space).rounded()))
    return runCount(row: head.top - distance, head) >= 2
      && runCount(row: head.bottom - 1 + distance, head) >= 2
  }

  private func isFilled(row: Int, from: Int, to: Int) -> Bool {
    (from..<to).allSatisfy { mask.isInk($0, row) }
  }

  private func runCount(row: Int, _ head: Region) -> Int {
    let margin = Int(Self.strokeDistance * space)
    return (head.left - margin..<head.right + margin).reduce(0) {
      $0 + (mask.isInk($1, row) && !mask.isInk($1 - 1, row) ? 1 : 0)
    }
  }
}
