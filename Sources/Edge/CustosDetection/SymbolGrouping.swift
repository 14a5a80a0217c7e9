import CustosImage

/// Groups the ink that remains without staff lines into symbols.
struct SymbolGrouping {
  /// Largest distance of a symbol above the top line, in staff spaces: the highest position is S6.
  static let outreachAbove = 2.0
  /// Largest distance below the bottom line: the lowest position is L0, and words follow below it.
  static let outreachBelow = 1.4
  /// Largest distance to the right of the staff's end, where a custos may stand, in staff spaces.
  static let outreachRight = 1.5
  /// Below the bottom line by at least this many staff spaces, a region is a note on a ledger line,
  /// or a word.
  static let ledgerDepth = 0.75
  /// Least height of a symbol, in staff spaces; lower regions are dirt, dots or remains of a line.
  static let smallestSymbol = 0.45
  /// Least width of a box, in staff spaces; boxes of thin strokes, such as rests, are widened to
  /// it.
  static let smallestBoxWidth = 0.45
  /// A stroke with at least this ratio of height to width is a barline if it is higher than
  /// `largestStrokeHeight`, in staff spaces.
  static let barlineSlenderness = 6.0
  static let largestStrokeHeight = 3.2
  /// Largest symbol, in staff spaces; larger regions are slurs, brackets and frames.
  static let largestWidth = 3.2
  static let largestHeight = 7.5

  private let mask: InkMask
  private let ink: InkMask
  private let staves: [Staff]
  private let space: Double

  /// Takes a mask without staff lines, and the ink as it was in the picture.
  init(_ mask: InkMask, ink: InkMask, staves: [Staff], space: Double) {
    self.mask = mask
    self.ink = ink
    self.staves = staves
    self.space = space
  }

  /// The symbols on the staves, staff by staff, from the left to the right; each with its staff's index.
  func symbols() -> [FoundSymbol] {
    var filled = bridged(mask)
    VoidHeads.fill(&filled, space: space)
    let map = RegionMap(filled)
    var headsOfRegion: [Int32: [Region]] = [:]
    for head in heads(in: filled) {
      let column = min(max(Int(head.centerX), 0), mask.width - 1)
      let row = min(max(Int(head.centerY), 0), mask.height - 1)
      let label = map.labels[row * mask.width + column]
      if label >= 0 { headsOfRegion[label, default: []].append(head) }
    }
    let evidence = HeadEvidence(mask: filled, ink: ink, space: space)
    var pieces: [SymbolPiece] = []
    for (index, region) in map.regions.enumerated() {
      var heads = headsOfRegion[Int32(index)] ?? []
      if evidence.isBlock(region) { heads = [] }
      heads.removeAll { !evidence.isNoteHead($0) }
      pieces.append(SymbolPiece(region: region, heads: heads))
    }
    var found: [(staff: Int, symbol: FoundSymbol)] = []
    for piece in FragmentJoining.joined(pieces, space: space) {
      for symbol in symbols(of: piece.region, piece.heads) {
        let anchor = symbol.head ?? symbol.box
        guard let (staff, depth) = staff(at: anchor.centerX, anchor.centerY) else { continue }
        if depth > (2 + Self.ledgerDepth) * space {
          guard let head = symbol.head,
            piece.heads.contains(where: { box($0) == head && evidence.hasLedgerLine($0) })
          else { continue }
        }
        found.append((staff, symbol))
      }
    }
    found.sort {
      $0.staff != $1.staff ? $0.staff < $1.staff : $0.symbol.box.x1 < $1.symbol.box.x1
    }
    return found.map { FoundSymbol(box: $0.symbol.box, head: $0.symbol.head, staff: $0.staff) }
  }

  /// Broad heads, and strokes at the ends of stems that have no broad head.
  private func heads(in mask: InkMask) -> [Region] {
    let broad = HeadFinder.find(in: mask, space: space)
    var taken = InkMask(
      width: mask.width, height: mask.height,
      pixels: [UInt8](repeating: 0, count: mask.pixels.count))
    for head in broad {
      for row in max(0, head.top)..<min(mask.height, head.bottom) {
        for column in max(0, head.left)..<min(mask.width, head.right) {
          taken.pixels[row * mask.width + column] = 1
        }
      }
    }
    let thin = StemFinder.heads(in: mask, space: space).filter { head in
      !(head.top..<head.bottom).contains { row in
        (head.left..<head.right).contains { taken.isInk($0, row) }
      }
    }
    return broad + thin
  }

  /// Closes vertical gaps that the erased lines have left.
  private func bridged(_ mask: InkMask) -> InkMask {
    var result = mask
    let gap = max(1, Int((0.2 * space).rounded()))
    for column in 0..<mask.width {
      var last = -1
      for row in 0..<mask.height where mask.pixels[row * mask.width + column] != 0 {
        if last >= 0, row - last > 1, row - last <= gap + 1 {
          for row in last + 1..<row { result.pixels[row * mask.width + column] = 1 }
        }
        last = row
      }
    }
    return result
  }

  /// The symbols of one region: each head is a note, a region without heads is a symbol.
  private func symbols(of region: Region, _ heads: [Region]) -> [FoundSymbol] {
    let width = Double(region.width) / space
    let height = Double(region.height) / space
    let isOne = width <= Self.largestWidth && height <= Self.largestHeight
    if heads.isEmpty {
      guard isOne, height >= Self.smallestSymbol,
        height < Self.barlineSlenderness * width
          || height <= Self.largestStrokeHeight
      else { return [] }
      return [FoundSymbol(box: box(region).widened(to: Self.smallestBoxWidth * space), head: nil)]
    }
    if heads.count == 1, isOne, width <= 2.2 {
      return [FoundSymbol(box: box(region), head: box(heads[0]))]
    }
    return heads.map { FoundSymbol(box: box(withStem($0)), head: box($0)) }
  }

  /// A head and the ink that continues above and below it without a gap.
  private func withStem(_ head: Region) -> Region {
    var result = head
    let first = max(0, head.left)
    let end = min(mask.width, head.right)
    func hasInk(_ row: Int) -> Bool { (first..<end).contains { mask.isInk($0, row) } }
    let limit = Int(4 * space)
    while result.top > max(0, head.top - limit), hasInk(result.top - 1) { result.top -= 1 }
    while result.bottom < min(mask.height, head.bottom + limit), hasInk(result.bottom) {
      result.bottom += 1
    }
    return result
  }

  private func box(_ region: Region) -> Box {
    Box(
      x1: Double(region.left), y1: Double(region.top), x2: Double(region.right),
      y2: Double(region.bottom))
  }

  /// The nearest staff within reach of a point, and how far the point lies below its middle line.
  private func staff(at column: Double, _ row: Double) -> (index: Int, depth: Double)? {
    var best: (index: Int, depth: Double)?
    for (index, staff) in staves.enumerated() {
      guard column >= staff.left, column <= staff.right + Self.outreachRight * space
      else { continue }
      let depth = row - staff.row(line: 2, column: column)
      guard depth >= -(2 + Self.outreachAbove) * space,
        depth <= (2 + Self.outreachBelow) * space
      else { continue }
      if abs(depth) < best.map({ abs($0.depth) }) ?? .infinity { best = (index, depth) }
    }
    return best
  }
}

extension Box {
  /// The box, widened around its centre to at least `width`.
  fileprivate func widened(to width: Double) -> Box {
    guard x2 - x1 < width else { return self }
    return Box(x1: centerX - width / 2, y1: y1, x2: centerX + width / 2, y2: y2)
  }
}
