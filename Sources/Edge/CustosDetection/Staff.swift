/// A staff of five lines that may be tilted and bent.
struct Staff {
  /// A known place of the top line.
  struct Knot {
    var column: Double
    var top: Double
  }

  /// From the left to the right, at least two.
  var knots: [Knot]
  /// Distance of the lines.
  var space: Double

  /// First and last column.
  var left: Double { knots[0].column }
  var right: Double { knots[knots.count - 1].column }

  /// The row of a line, 0 (top) to 4, at a column; beyond the ends the staff goes on as it began.
  func row(line: Double, column: Double) -> Double {
    topRow(column) + line * space
  }

  private func topRow(_ column: Double) -> Double {
    let ends = max(1, min(8, knots.count - 1))
    if column <= left { return extended(knots[0], knots[ends], to: column) }
    if column >= right {
      return extended(knots[knots.count - 1], knots[knots.count - 1 - ends], to: column)
    }
    var low = 0
    var high = knots.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if knots[middle].column <= column { low = middle } else { high = middle }
    }
    return extended(knots[low], knots[high], to: column)
  }

  private func extended(_ first: Knot, _ second: Knot, to column: Double) -> Double {
    let run = second.column - first.column
    guard run != 0 else { return first.top }
    return first.top + (second.top - first.top) / run * (column - first.column)
  }
}
