extension InkLayer {
  /// Covers an area by the exact share of each pixel inside the outline (non-zero winding).
  ///
  /// Every edge adds its signed area to the pixels it crosses and its height to the pixel right of
  /// them; the running sum along a row is then the covered share.
  mutating func fill(_ outline: [Point], darkness: Float) {
    var bounds = Rectangle.empty
    for point in outline { bounds.include(point) }
    guard !bounds.isEmpty else { return }
    // Clip on the left by clamping x: area left of the page still counts for the pixels right of it.
    let left = max(0, Int(bounds.left.rounded(.down)))
    let top = max(0, Int(bounds.top.rounded(.down)))
    let columns = min(width, Int(bounds.right.rounded(.up)) + 1) - left
    let rows = min(height, Int(bounds.bottom.rounded(.up)) + 1) - top
    guard columns > 0, rows > 0 else { return }
    var area = [Float](repeating: 0, count: rows * (columns + 2))
    for index in outline.indices {
      let next = outline[(index + 1) % outline.count]
      Self.addEdge(
        outline[index] - Point(Float(left), Float(top)), next - Point(Float(left), Float(top)),
        to: &area, rows: rows, columns: columns)
    }
    for row in 0..<rows {
      var sum: Float = 0
      for column in 0..<columns {
        sum += area[row * (columns + 2) + column]
        let index = (row + top) * width + column + left
        coverage[index] = max(coverage[index], min(abs(sum), 1) * darkness)
      }
    }
  }

  private static func addEdge(
    _ start: Point, _ end: Point, to area: inout [Float], rows: Int, columns: Int
  ) {
    guard start.y != end.y else { return }
    let sign: Float = start.y < end.y ? 1 : -1
    let (upper, lower) = start.y < end.y ? (start, end) : (end, start)
    let slope = (lower.x - upper.x) / (lower.y - upper.y)
    let firstRow = max(0, Int(upper.y.rounded(.down)))
    let lastRow = min(rows, Int(lower.y.rounded(.up)))
    guard firstRow < lastRow else { return }
    for row in firstRow..<lastRow {
      let y0 = max(upper.y, Float(row))
      let y1 = min(lower.y, Float(row + 1))
      guard y1 > y0 else { continue }
      let x0 = min(max(upper.x + (y0 - upper.y) * slope, 0), Float(columns))
      let x1 = min(max(upper.x + (y1 - upper.y) * slope, 0), Float(columns))
      spread(
        from: min(x0, x1), to: max(x0, x1), height: (y1 - y0) * sign, row: row * (columns + 2),
        area: &area)
    }
  }

  /// Shares an edge's height between the columns it passes in one row.
  private static func spread(
    from x0: Float, to x1: Float, height: Float, row: Int, area: inout [Float]
  ) {
    let first = Int(x0)
    let last = Int(x1)
    let width = x1 - x0
    if first == last || width == 0 {
      let share = 1 - ((x0 + x1) / 2 - Float(first))
      area[row + first] += height * share
      area[row + first + 1] += height * (1 - share)
      return
    }
    for column in first...last {
      let from = max(x0, Float(column))
      let to = min(x1, Float(column + 1))
      guard to > from else { continue }
      let part = height * (to - from) / width
      let share = 1 - ((from + to) / 2 - Float(column))
      area[row + column] += part * share
      area[row + column + 1] += part * (1 - share)
    }
  }
}
