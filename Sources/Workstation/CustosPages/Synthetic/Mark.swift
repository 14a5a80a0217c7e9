/// Ink on the page in vector form, pixels of the page, y downwards.
enum Mark: Sendable {
  /// A stroke whose width changes on the way; the joints are round.
  case stroke([StrokePoint], darkness: Float)
  /// A filled area with a closed outline.
  case area([Point], darkness: Float)

  /// The smallest rectangle around the ink.
  var bounds: Rectangle {
    var bounds = Rectangle.empty
    switch self {
    case .stroke(let points, _):
      for point in points { bounds.include(point.center, margin: point.radius) }
    case .area(let points, _):
      for point in points { bounds.include(point) }
    }
    return bounds
  }
}

/// A place on a stroke.
struct StrokePoint: Equatable, Sendable {
  var center: Point
  /// Half of the stroke's width in pixels.
  var radius: Float
}
