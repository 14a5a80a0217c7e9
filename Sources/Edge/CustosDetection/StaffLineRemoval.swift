/// Erases the staff lines from a mask and keeps the symbols that cross them.
struct StaffLineRemoval {
  /// Lines are erased up to this many staff spaces beyond their ends, where they fray out.
  static let overhang = 1.0
  /// The thickness of a line at a column is the median over this many staff spaces on either side.
  static let neighbourhood = 3.0
  /// Largest thickness of a line, in staff spaces; what is thicker is a beam on a line.
  static let largestThickness = 0.3

  /// Erases vertical runs at the lines that are at most 4/3 of the line's local thickness. Each
  /// line is followed along its own course.
  static func erase(_ staves: [Staff], from mask: inout InkMask) {
    let source = mask
    for staff in staves {
      for line in 0..<5 {
        let runs = follow(Double(line), of: staff, in: source)
        let limits = usualThickness(of: runs, staff: staff)
        for (index, run) in runs.enumerated() {
          guard let run, run.run.length <= limits[index] + (limits[index] + 2) / 3 else { continue }
          for row in run.run.start..<run.run.end {
            mask.pixels[row * source.width + run.column] = 0
          }
        }
      }
    }
  }

  /// The run of ink at a line for each column of a staff, nil where there is none.
  ///
  /// The line is followed from the middle of the staff, where its row is known best, to its ends.
  private static func follow(
    _ line: Double, of staff: Staff, in mask: InkMask
  ) -> [(column: Int, run: InkRun)?] {
    let first = max(0, Int(staff.left - overhang * staff.space))
    let end = max(first, min(mask.width, Int(staff.right + overhang * staff.space) + 1))
    let middle = (first + end) / 2
    let reach = max(1, Int((staff.space * Staff.lineReach).rounded()))
    let thick = Int((largestThickness * staff.space).rounded(.up)) * 4 / 3
    var runs = [(column: Int, run: InkRun)?](repeating: nil, count: end - first)
    func take(_ columns: some Sequence<Int>) {
      var offset = 0.0
      for column in columns {
        let expected = staff.row(line: line, column: Double(column)) + offset
        guard
          let run = mask.verticalRun(column: column, near: Int(expected.rounded()), reach: reach),
          run.length <= thick, abs(run.center - expected) <= staff.space * Staff.lineReach
        else { continue }
        offset += (run.center - expected) * 0.1
        offset = min(max(offset, -0.3 * staff.space), 0.3 * staff.space)
        runs[column - first] = (column, run)
      }
    }
    take(middle..<end)
    take((first..<middle).reversed())
    return runs
  }

  /// The median length of the runs around each column, between 1 and the largest thickness.
  private static func usualThickness(
    of runs: [(column: Int, run: InkRun)?], staff: Staff
  ) -> [Int] {
    let radius = Int(neighbourhood * staff.space)
    let largest = max(1, Int((largestThickness * staff.space).rounded()))
    var counts = [Int](repeating: 0, count: largest + 1)
    var total = 0
    func count(_ index: Int, _ step: Int) {
      guard runs.indices.contains(index), let run = runs[index] else { return }
      counts[min(run.run.length, largest)] += step
      total += step
    }
    for index in 0..<min(radius, runs.count) { count(index, 1) }
    return runs.indices.map { index in
      count(index + radius, 1)
      count(index - radius - 1, -1)
      var below = 0
      for length in counts.indices {
        below += counts[length]
        if below * 2 > total { return max(1, length) }
      }
      return 1
    }
  }
}
