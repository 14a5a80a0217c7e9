/// A connected set of pixels: its bounds and size.
struct Region {
  var left: Int
  var top: Int
  /// One past the last column.
  var right: Int
  /// One past the last row.
  var bottom: Int
  /// Number of pixels.
  var area: Int

  var width: Int { right - left }
  var height: Int { bottom - top }
  var centerX: Double { Double(left + right) / 2 }
  var centerY: Double { Double(top + bottom) / 2 }

  mutating func formUnion(_ other: Region) {
    left = min(left, other.left)
    top = min(top, other.top)
    right = max(right, other.right)
    bottom = max(bottom, other.bottom)
    area += other.area
  }
}
