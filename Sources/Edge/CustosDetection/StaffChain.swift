/// Five runs of ink at equal distances in one column: where the column crosses a staff.
struct StaffChain {
  /// Centre of the uppermost line, in rows.
  var top: Double
  /// Mean distance of neighbouring lines, in rows.
  var space: Double
  /// Mean length of the five runs, in rows.
  var thickness: Double

  /// Finds the crossings in a column's runs, from the top. A crossing has thin lines at equal
  /// distances and, unlike ruled paper, no sixth line at the same distance.
  static func find(in runs: [InkRun]) -> [StaffChain] {
    var chains: [StaffChain] = []
    guard runs.count >= 5 else { return chains }
    for first in 0...runs.count - 5 {
      let lines = runs[first..<first + 5]
      let top = runs[first].center
      let space = (runs[first + 4].center - top) / 4
      guard space >= StaffScale.smallestSpace, space <= StaffScale.largestSpace else { continue }
      let tolerance = max(0.75, space * StaffScale.gapTolerance)
      let isStaff = lines.enumerated().allSatisfy { index, line in
        abs(line.center - top - Double(index) * space) <= tolerance
          && Double(line.length) <= max(2, space * StaffScale.largestThickness)
      }
      guard isStaff else { continue }
      let hasSixth =
        first > 0 && isNear(runs[first - 1].center, top - space, tolerance)
        || first + 5 < runs.count
          && isNear(runs[first + 5].center, top + 5 * space, tolerance)
      if hasSixth { continue }
      let length = lines.reduce(0) { $0 + $1.length }
      chains.append(StaffChain(top: top, space: space, thickness: Double(length) / 5))
    }
    return chains
  }

  private static func isNear(_ first: Double, _ second: Double, _ tolerance: Double) -> Bool {
    abs(first - second) <= tolerance
  }
}
