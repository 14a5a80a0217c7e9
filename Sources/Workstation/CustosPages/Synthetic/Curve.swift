import Foundation

/// Curves as lists of points close enough to look smooth.
enum Curve {
  /// A Catmull-Rom curve through all control points.
  static func smooth(_ control: [Point], closed: Bool = false, steps: Int = 8) -> [Point] {
    guard control.count > 2 else { return control }
    let count = control.count
    func at(_ index: Int) -> Point {
      closed ? control[(index + count) % count] : control[min(max(index, 0), count - 1)]
    }
    var points: [Point] = []
    points.reserveCapacity(count * steps + 1)
    for span in 0..<(closed ? count : count - 1) {
      let (a, b, c, d) = (at(span - 1), at(span), at(span + 1), at(span + 2))
      for step in 0..<steps {
        let t = Float(step) / Float(steps)
        let linear = (c - a) * t
        let square = (a * 2 - b * 5 + c * 4 - d) * (t * t)
        let cubic = (b * 3 - a - c * 3 + d) * (t * t * t)
        points.append(b + (linear + square + cubic) * 0.5)
      }
    }
    points.append(at(closed ? 0 : count - 1))
    return points
  }

  /// Part of a super-ellipse around the origin: power 2 is an ellipse, towards 1 a diamond, above 2
  /// a rounded rectangle. Angles are in radians, counter-clockwise where y points up.
  static func superellipse(
    radiusX: Float, radiusY: Float, power: Float = 2, tilt: Float = 0,
    from start: Float = 0, to end: Float = 2 * .pi, count: Int = 40
  ) -> [Point] {
    let (sine, cosine) = (sin(tilt), cos(tilt))
    return (0...count).map { index in
      let angle = start + (end - start) * Float(index) / Float(count)
      let (c, s) = (cos(angle), sin(angle))
      let scale = pow(pow(abs(c), power) + pow(abs(s), power), -1 / power)
      let x = radiusX * c * scale
      let y = radiusY * s * scale
      return Point(x * cosine - y * sine, x * sine + y * cosine)
    }
  }
}
