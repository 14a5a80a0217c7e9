import Foundation

/// A broad-nibbed pen: strokes along the nib are thin, strokes across it thick.
struct Pen: Sendable {
  /// Width of a stroke across the nib, in staff spaces.
  var thick: Float
  /// Width of a stroke along the nib, in staff spaces.
  var thin: Float
  /// Direction of the nib's edge, a unit vector where y points up.
  var edge: Point
  /// How dark the ink is, 0...1.
  var darkness: Float

  init(thick: Float, thin: Float, angle: Float, darkness: Float = 1) {
    self.thick = thick
    self.thin = thin
    edge = Point(cos(angle), sin(angle))
    self.darkness = darkness
  }

  /// The width of a stroke that runs in a direction, in staff spaces.
  func width(along direction: Point) -> Float {
    let length = direction.length
    guard length > 0 else { return thin }
    let across = abs(direction.x * edge.y - direction.y * edge.x) / length
    return thin + (thick - thin) * across
  }

  /// The same pen with all widths multiplied.
  func scaled(by factor: Float) -> Pen {
    var pen = self
    pen.thick *= factor
    pen.thin *= factor
    return pen
  }
}
