/// The outline of a hole, row by row.
struct HoleShape {
  struct Span {
    var row: Int
    var start: Int
    /// One past the last column.
    var end: Int
  }

  /// From the top, one per row.
  private(set) var spans: [Span] = []

  /// Outlines a region of a map.
  ///
  /// - Parameter margin: pixels by which it is grown on every side.
  init(_ region: Region, label: Int32, of map: RegionMap, grownBy margin: Int) {
    var own: [Span] = []
    for row in region.top..<region.bottom {
      let start = row * map.width
      var left = region.left
      var right = region.right
      while left < right, map.labels[start + left] != label { left += 1 }
      while right > left, map.labels[start + right - 1] != label { right -= 1 }
      own.append(Span(row: row, start: left, end: right))
    }
    for row in region.top - margin..<region.bottom + margin {
      let near = own.filter { abs($0.row - row) <= margin }
      let left = near.reduce(Int.max) { min($0, $1.start) }
      let right = near.reduce(0) { max($0, $1.end) }
      spans.append(Span(row: row, start: left - margin, end: right + margin))
    }
  }

  var height: Int { spans.count }

  var width: Int {
    spans.reduce(0) { max($0, $1.end) } - spans.reduce(Int.max) { min($0, $1.start) }
  }

  /// Pixels between the outlines.
  var area: Int { spans.reduce(0) { $0 + $1.end - $1.start } }

  /// The share of its convex hull that it fills: 1 if it is nowhere hollow.
  var convexity: Double {
    let left = hullArea { Double($0.start) }
    let right = hullArea { -Double($0.end) }
    return Double(area) / (-left - right)
  }

  /// The share of its bounds that it fills: 1 of a rectangle, 0.79 of an ellipse.
  var rectangularity: Double { Double(area) / Double(width * height) }

  /// The area between column 0 and the hull of a side, which is where `side` is least.
  private func hullArea(_ side: (Span) -> Double) -> Double {
    var hull: [(row: Double, column: Double)] = []
    for span in spans {
      for row in [Double(span.row), Double(span.row + 1)] {
        let column = side(span)
        while hull.count >= 2 {
          let last = hull[hull.count - 1]
          let before = hull[hull.count - 2]
          let turn =
            (last.row - before.row) * (column - before.column)
            - (last.column - before.column) * (row - before.row)
          // The last point lies on the outer side of the line between its neighbours, or not.
          if turn <= 0 { hull.removeLast() } else { break }
        }
        hull.append((row, column))
      }
    }
    var area = 0.0
    for index in hull.indices.dropFirst() {
      let first = hull[index - 1]
      let second = hull[index]
      area += (second.row - first.row) * (first.column + second.column) / 2
    }
    return area
  }
}
