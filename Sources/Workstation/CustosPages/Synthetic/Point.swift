/// A point or a vector of the plane.
struct Point: Equatable, Sendable {
  var x: Float
  var y: Float

  init(_ x: Float, _ y: Float) {
    self.x = x
    self.y = y
  }

  var length: Float { (x * x + y * y).squareRoot() }

  static func + (a: Point, b: Point) -> Point { Point(a.x + b.x, a.y + b.y) }
  static func - (a: Point, b: Point) -> Point { Point(a.x - b.x, a.y - b.y) }
  static func * (a: Point, factor: Float) -> Point { Point(a.x * factor, a.y * factor) }
}

/// An upright rectangle, the corners in pixels of the page.
struct Rectangle: Equatable, Sendable {
  var left: Float
  var top: Float
  var right: Float
  var bottom: Float

  /// The rectangle that nothing has been added to yet.
  static let empty = Rectangle(
    left: .infinity, top: .infinity, right: -.infinity, bottom: -.infinity)

  var isEmpty: Bool { left > right || top > bottom }

  mutating func include(_ point: Point, margin: Float = 0) {
    left = min(left, point.x - margin)
    right = max(right, point.x + margin)
    top = min(top, point.y - margin)
    bottom = max(bottom, point.y + margin)
  }

  /// The rectangle with a margin all around.
  func grown(by margin: Float) -> Rectangle {
    Rectangle(
      left: left - margin, top: top - margin, right: right + margin, bottom: bottom + margin)
  }

  mutating func include(_ other: Rectangle) {
    guard !other.isEmpty else { return }
    include(Point(other.left, other.top))
    include(Point(other.right, other.bottom))
  }
}
