/// Joins the cuts through a picture to staves.
struct StaffFinder {
  /// A gap in a staff, such as a dense group of symbols, is bridged up to this many staff spaces.
  static let longestGap = 25.0
  /// From one cut to the next a staff may leave its course by this many staff spaces.
  static let largestStep = 0.35
  /// Beside that, the course may turn by this much: rows a column.
  static let largestTurn = 0.02
  /// A staff is met by so many cuts at least.
  static let smallestCutCount = 4

  /// Finds the staves whose space is about that of the scale, in the order of their first cuts.
  static func find(_ cuts: StaffCuts, scale: StaffScale) -> [Staff] {
    let space = scale.staffSpace
    var staves: [Staff] = []
    for cut in cuts.confirmedChains()
    where abs(cut.chain.space - space) <= space * StaffScale.spaceAgreement * 1.5 {
      let knot = Staff.Knot(
        column: Double(cut.column * cuts.step) + cuts.centerOffset, top: cut.chain.top)
      var best: (index: Int, distance: Double)?
      for (index, staff) in staves.enumerated() {
        let last = staff.knots[staff.knots.count - 1]
        let gap = knot.column - last.column
        guard gap > 0, gap <= longestGap * space else { continue }
        let expected =
          staff.knots.count > 4 ? staff.row(line: 0, column: knot.column) : last.top
        let slack = staff.knots.count > 4 ? gap * largestTurn : gap / 8
        let distance = abs(knot.top - expected)
        guard distance <= largestStep * space + slack else { continue }
        if distance < best?.distance ?? .infinity { best = (index, distance) }
      }
      if let best {
        staves[best.index].knots.append(knot)
      } else {
        staves.append(Staff(knots: [knot], space: space))
      }
    }
    return staves.filter { $0.knots.count >= smallestCutCount }.map(smoothed)
  }

  /// Takes the median of five neighbouring knots, so that a wrong cut does no harm.
  private static func smoothed(_ staff: Staff) -> Staff {
    var result = staff
    let last = staff.knots.count - 1
    for index in staff.knots.indices {
      let near = staff.knots[max(0, index - 2)...min(last, index + 2)].map { $0.top }.sorted()
      if index >= 2, index <= last - 2 { result.knots[index].top = near[2] }
    }
    return result
  }
}
