/// Takes the staff lines out of a mask and leaves what crosses them.
struct StaffLineRemoval {
  /// Lines are looked for up to this many staff spaces beside their place.
  static let reach = 0.16
  /// Staves go on up to this many staff spaces beyond their first and last cut: clefs and custodes
  /// stand there, where no cut meets five free lines.
  static let overhang = 8.0

  /// Erases the vertical runs at the lines that are no thicker than the usual line and a third.
  /// Each line is followed along its own course.
  static func erase(_ staves: [Staff], from mask: inout InkMask) {
    let source = mask
    let thickness = usualThickness(staves, in: source)
    let limit = thickness + (thickness + 2) / 3
    for staff in staves {
      let first = max(0, Int(staff.left - overhang * staff.space))
      let end = min(source.width, Int(staff.right + overhang * staff.space) + 1)
      let reach = max(1, Int((staff.space * Self.reach).rounded()))
      for line in 0..<5 {
        var offset = 0.0
        for column in first..<max(first, end) {
          let expected = staff.row(line: Double(line), column: Double(column)) + offset
          guard
            let run = source.verticalRun(
              column: column, near: Int(expected.rounded()), reach: reach),
            run.length <= limit, abs(run.center - expected) <= staff.space * Self.reach
          else { continue }
          offset += (run.center - expected) * 0.1
          offset = min(max(offset, -0.3 * staff.space), 0.3 * staff.space)
          for row in run.start..<run.end { mask.pixels[row * source.width + column] = 0 }
        }
      }
    }
  }

  /// The most frequent length of the runs at the lines, at least 1.
  private static func usualThickness(_ staves: [Staff], in mask: InkMask) -> Int {
    var counts = [Int](repeating: 0, count: 64)
    for staff in staves {
      let reach = max(1, Int((staff.space * Self.reach).rounded()))
      for line in 0..<5 {
        for knot in staff.knots {
          let row = Int((knot.top + Double(line) * staff.space).rounded())
          guard
            let run = mask.verticalRun(column: Int(knot.column), near: row, reach: reach)
          else { continue }
          counts[min(run.length, counts.count - 1)] += 1
        }
      }
    }
    return max(1, counts.indices.max { counts[$0] < counts[$1] } ?? 1)
  }
}
