import CustosSupport

/// How a scribe bends the usual form of a sign: the same way all over a page.
struct Manner: Sendable {
  /// Factors on widths and heights.
  var width: Float = 1
  var height: Float = 1
  /// How far a sign leans to the right (horizontal per vertical distance).
  var lean: Float = 0
  /// How far the control points of strokes lie off their usual places, in staff spaces, in turns.
  var quirks: [Point] = []

  /// The usual form.
  static let usual = Manner()

  private init() {}

  /// Draws a manner.
  init(using random: inout SeededGenerator) {
    width = random.uniform(0.75, 1.3)
    height = random.uniform(0.85, 1.2)
    lean = random.uniform(-0.1, 0.3)
    let deviation = random.uniform(0, 0.1)
    quirks = (0..<23).map { _ in
      Point(random.normal(deviation: deviation), random.normal(deviation: deviation))
    }
  }

  /// Bends a sign's point.
  ///
  /// - Parameter pivot: height that stays where it is, in staff spaces above the sign's origin.
  func bend(_ point: Point, pivot: Float) -> Point {
    let rise = point.y - pivot
    return Point(point.x * width + rise * lean, pivot + rise * height)
  }

  /// How far the control point with this number lies off its usual place.
  func quirk(_ number: Int) -> Point {
    quirks.isEmpty ? Point(0, 0) : quirks[number % quirks.count]
  }
}
