/// What the ink around a head says: a note's head, or part of an accidental, of a beam, of a word.
struct HeadEvidence {
  /// Ink that goes on beside a head for this many staff spaces is a beam: ledger lines are shorter.
  static let beamReach = 1.0
  /// Ledger lines go on beside a head on both sides by so many staff spaces at least.
  static let ledgerReach = 0.12
  /// A flat's or natural's stroke rises within this share of the width from the left; stems rise on the
  /// right.
  static let leftShare = 0.3
  /// So far does a stroke rise, in staff spaces.
  static let shortestStroke = 0.8
  /// Strokes are looked for so many staff spaces above, below and beside a head.
  static let strokeDistance = 0.2
  /// Of a void head this share is paper.
  static let voidShare = 0.12
  /// Heads that stand alone and fill this share of their bounds are the blocks of rests.
  static let blockShare = 0.86

  /// Without staff lines, void heads filled.
  let mask: InkMask
  /// As it was in the picture.
  let ink: InkMask
  let space: Double

  /// Whether the head is that of a note, as far as its surroundings tell.
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

  /// Whether the head was a hole that has been filled.
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

  /// Whether ink goes on beside the head as a beam does: not from its middle, where ledger lines are.
  private func touchesBeam(_ head: Region) -> Bool {
    let reach = Int(Self.beamReach * space)
    return (head.top..<head.bottom).contains { row in
      if abs(Double(row) + 0.5 - head.centerY) < Double(head.height) / 6 { return false }
      return
        isFilled(row: row, from: head.left - reach, to: head.left)
        || isFilled(row: row, from: head.right, to: head.right + reach)
    }
  }

  /// Whether a stroke rises from the left edge, as a flat's and a natural's does.
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

  /// Whether two strokes go on above and two below, as a sharp's do.
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
