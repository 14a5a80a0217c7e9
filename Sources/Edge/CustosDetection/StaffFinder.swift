/// Joins the crossings of the cuts to staves.
struct StaffFinder {
  /// Largest gap in a staff that is bridged, such as a dense group of symbols, in staff spaces.
  static let longestGap = 25.0
  /// Largest deviation from the staff's course from one cut to the next, in staff spaces.
  static let largestStep = 0.35
  /// Additional deviation for each column of distance, since staves bend, in rows.
  static let largestTurn = 0.02
  /// Least number of cuts that cross a staff.
  static let smallestCutCount = 4

  /// Finds the staves whose space is close to the scale's, in the order of their first crossings.
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

  /// Smooths the staff by the median of five neighbouring knots, against single wrong crossings.
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
