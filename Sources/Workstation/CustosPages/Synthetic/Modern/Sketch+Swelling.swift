import CustosSupport

extension Sketch {
  /// Draws a smooth stroke whose width is given, as engraving has it.
  ///
  /// - Parameter widths: in staff spaces, one for each control point.
  mutating func swell(
    _ control: [Point], widths: [Float], darkness: Float, using random: inout SeededGenerator
  ) {
    guard control.count == widths.count, control.count > 1 else { return }
    let shaken = control.map { point in
      wobble == 0
        ? point
        : point + Point(random.normal(deviation: wobble), random.normal(deviation: wobble))
    }
    let path = Curve.smooth(shaken)
    let swelling = Curve.smooth(
      widths.indices.map { Point(Float($0), widths[$0]) }
    ).map(\.y)
    let points = zip(path, swelling).map { point, width in
      StrokePoint(center: place(point), radius: max(width * unit / 2, 0.6))
    }
    add(.stroke(points, darkness: darkness), belongs: true)
  }

  /// Draws a dot.
  mutating func dot(
    at center: Point, radius: Float, uneven: Float, darkness: Float,
    using random: inout SeededGenerator
  ) {
    let outline = Curve.superellipse(
      radiusX: radius * (1 + uneven * random.uniform(-1, 1)),
      radiusY: radius * (1 + uneven * random.uniform(-1, 1)), tilt: random.uniform(0, 1),
      count: 20)
    fill(outline.map { $0 + center }, darkness: darkness)
  }
}
