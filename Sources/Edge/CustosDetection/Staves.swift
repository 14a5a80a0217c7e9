public import CustosImage

/// The staves of a page, from top to bottom: to which one a symbol belongs.
public struct Staves {
  private let staves: [Staff]
  /// For each stave its place from top to bottom; pieces of one staff have the same.
  private let places: [Int]
  /// The page is so much larger than the picture in which the staves were found.
  private let factor: Double

  /// Finds the staves of a page whose scale was measured or is known; none where it has none.
  public static func find(in page: GrayImage, scale: StaffScale) -> Staves {
    let factor = SymbolFinder.shrinking(page, scale)
    let image = page.shrunk(by: factor)
    let space = scale.staffSpace / Double(factor)
    let met = StaffFinder.find(
      StaffCuts(image), scale: StaffScale(staffSpace: space, lineThickness: 1))
    return Staves(met, width: image.width, factor: Double(factor))
  }

  init(_ found: [Staff], width: Int, factor: Double) {
    let placed = Self.placed(found, width: width)
    staves = placed.map { found[$0.index] }
    places = placed.map { $0.place }
    self.factor = factor
  }

  /// The place of each of these staves from the top of the page, in their order.
  static func places(of found: [Staff], width: Int) -> [Int] {
    var places = [Int](repeating: 0, count: found.count)
    for (index, place) in placed(found, width: width) { places[index] = place }
    return places
  }

  /// Sorts staves by their rows at the middle of the page, to which they are continued.
  private static func placed(_ found: [Staff], width: Int) -> [(index: Int, place: Int)] {
    let middle = Double(width) / 2
    let sorted = found.enumerated()
      .map { (index: $0.offset, staff: $0.element, row: $0.element.row(line: 2, column: middle)) }
      .sorted { $0.row != $1.row ? $0.row < $1.row : $0.staff.left < $1.staff.left }
    var places: [Int] = []
    var first = 0
    for (index, entry) in sorted.enumerated() {
      let isPiece = (first..<index).contains { other in
        entry.row - sorted[other].row < 2 * entry.staff.space
          && !sorted[other].staff.sharesColumns(with: entry.staff)
      }
      if index > 0, !isPiece { first = index }
      places.append(index == 0 ? 0 : places[index - 1] + (isPiece ? 0 : 1))
    }
    return zip(sorted, places).map { (index: $0.index, place: $1) }
  }

  /// Number of staves.
  public var count: Int { (places.last ?? -1) + 1 }

  /// The staff whose middle line is nearest to the box's centre, 0..<`count`, the upper one of equally near
  /// ones; nil without staves. Beyond a staff's ends the columns between count as well.
  public func nearest(to box: Box) -> Int? { nearestPiece(to: box).map { places[$0] } }

  /// How high the box's centre lies above the first ledger line below its nearest staff, in half staff
  /// spaces: on the bottom line 2, on the top line 10, as `StaffPosition.step` counts; nil without staves.
  public func step(of box: Box) -> Double? {
    nearestPiece(to: box).map { index in
      let staff = staves[index]
      let bottom = staff.row(line: 4, column: box.centerX / factor)
      return 2 + (bottom - box.centerY / factor) / (staff.space / 2)
    }
  }

  private func nearestPiece(to box: Box) -> Int? {
    let column = box.centerX / factor
    let row = box.centerY / factor
    var best: (index: Int, distance: Double)?
    for (index, staff) in staves.enumerated() {
      let inside = min(max(column, staff.left), staff.right)
      let distance = abs(row - staff.row(line: 2, column: inside)) + abs(column - inside)
      if distance < best?.distance ?? .infinity { best = (index, distance) }
    }
    return best?.index
  }
}

extension Staff {
  fileprivate func sharesColumns(with other: Staff) -> Bool {
    left < other.right && other.left < right
  }
}
