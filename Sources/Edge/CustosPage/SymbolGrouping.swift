import CustosImage

/// Makes symbols of the ink that is left without staff lines.
struct SymbolGrouping {
  private let mask: InkMask
  private let staves: [Staff]
  private let space: Double

  init(_ mask: InkMask, staves: [Staff], space: Double) {
    self.mask = mask
    self.staves = staves
    self.space = space
  }

  /// The symbols on the staves, staff by staff, from the left to the right.
  func symbols() -> [FoundSymbol] {
    var filled = bridged(mask)
    filled.fillHoles(
      smallerThanWidth: Int(SymbolFinder.largestVoidWidth * space),
      height: Int(SymbolFinder.largestVoidHeight * space))
    let map = RegionMap(filled)
    var headsOfRegion: [Int32: [Region]] = [:]
    for head in HeadFinder.find(in: filled, space: space) {
      let column = min(max(Int(head.centerX), 0), mask.width - 1)
      let row = min(max(Int(head.centerY), 0), mask.height - 1)
      let label = map.labels[row * mask.width + column]
      if label >= 0 { headsOfRegion[label, default: []].append(head) }
    }
    var found: [(staff: Int, symbol: FoundSymbol)] = []
    for (index, region) in map.regions.enumerated() {
      let heads = headsOfRegion[Int32(index)] ?? []
      for symbol in symbols(of: region, heads) {
        let anchor = symbol.head ?? symbol.box
        guard let staff = staff(at: anchor.centerX, anchor.centerY) else { continue }
        found.append((staff, symbol))
      }
    }
    found.sort {
      $0.staff != $1.staff ? $0.staff < $1.staff : $0.symbol.box.x1 < $1.symbol.box.x1
    }
    return found.map { $0.symbol }
  }

  /// Closes gaps in a column that the erased lines have left.
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
    let isOne = width <= SymbolFinder.largestWidth && height <= SymbolFinder.largestHeight
    if heads.isEmpty {
      guard isOne, max(width, height) >= SymbolFinder.smallestSymbol else { return [] }
      return [FoundSymbol(box: box(region), head: nil)]
    }
    if heads.count == 1, isOne, width <= 2.2 {
      return [FoundSymbol(box: box(region), head: box(heads[0]))]
    }
    return heads.map { FoundSymbol(box: box(withStem($0)), head: box($0)) }
  }

  /// A head and the ink that goes on above and below it without a break.
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

  /// The staff that a place belongs to: the nearest within reach.
  private func staff(at column: Double, _ row: Double) -> Int? {
    var best: (index: Int, distance: Double)?
    for (index, staff) in staves.enumerated() {
      let overhang = StaffLineRemoval.overhang * space
      guard column >= staff.left - overhang, column <= staff.right + overhang else { continue }
      let depth = row - staff.row(line: 2, column: column)
      guard depth >= -(2 + SymbolFinder.outreachAbove) * space,
        depth <= (2 + SymbolFinder.outreachBelow) * space
      else { continue }
      let distance = abs(depth)
      if distance < best?.distance ?? .infinity { best = (index, distance) }
    }
    return best?.index
  }
}
