extension Staff {
  /// Largest gap in the lines of a staff, in staff spaces; after a longer one the staff has ended.
  static let longestBreak = 1.5
  /// Lines are searched for up to this distance above and below their expected row, in staff
  /// spaces.
  static let lineReach = 0.16

  /// Extends the staff in both directions as long as at least three of its five lines are seen in
  /// `mask`.
  func extended(in mask: InkMask) -> Staff {
    var result = self
    if let first = end(from: left, direction: -1, in: mask) { result.knots.insert(first, at: 0) }
    if let last = end(from: right, direction: 1, in: mask) { result.knots.append(last) }
    return result
  }

  /// Follows the lines from a column to the left (-1) or right (1); nil if they end there.
  private func end(from start: Double, direction: Int, in mask: InkMask) -> Knot? {
    let reach = max(1, Int((space * Self.lineReach).rounded()))
    var column = Int(start) + direction
    var offset = 0.0
    var last: Knot?
    while column >= 0, column < mask.width {
      let lastColumn = last?.column ?? start
      guard abs(Double(column) - lastColumn) <= Self.longestBreak * space else { break }
      let top = row(line: 0, column: Double(column)) + offset
      var deviation = 0.0
      var count = 0
      for line in 0..<5 {
        let expected = top + Double(line) * space
        guard
          let run = mask.verticalRun(column: column, near: Int(expected.rounded()), reach: reach)
        else { continue }
        count += 1
        let isFree = Double(run.length) <= StaffScale.largestThickness * space
        if isFree { deviation += run.center - expected }
      }
      if count >= 3 {
        offset += deviation / 5 * 0.2
        last = Knot(column: Double(column), top: top)
      }
      column += direction
    }
    return last
  }
}
