/// The shape of a sign in staff spaces, y upwards, the origin at the sign's place on the staff.
struct Sign: Sendable {
  /// A stroke through control points.
  struct Stroke: Sendable {
    var points: [Point]
    /// Widths at the points in staff spaces, as engraved signs have them; nil where a pen decides.
    var widths: [Float]?
  }

  var strokes: [Stroke]
  /// Centres of the dots.
  var dots: [Point]
  /// Areas with straight edges.
  var areas: [[Point]]

  /// Describes a sign written with a pen.
  ///
  /// - Parameter strokes: each a list x, y, x, y, ... of control points.
  init(_ strokes: [[Float]], dots: [Float] = []) {
    self.strokes = strokes.map { Stroke(points: Self.pairs($0), widths: nil) }
    self.dots = Self.pairs(dots)
    areas = []
  }

  /// Describes an engraved sign.
  ///
  /// - Parameters:
  ///   - strokes: each a list x, y, width, x, y, width, ...
  ///   - areas: each a list x, y, x, y, ... of corners.
  init(engraved strokes: [[Float]], dots: [Float] = [], areas: [[Float]] = []) {
    self.strokes = strokes.map { values in
      let starts = stride(from: 0, to: values.count - 2, by: 3)
      return Stroke(
        points: starts.map { Point(values[$0], values[$0 + 1]) },
        widths: starts.map { values[$0 + 2] })
    }
    self.dots = Self.pairs(dots)
    self.areas = areas.map(Self.pairs)
  }

  /// The sign turned over, so that what was above is below.
  var upsideDown: Sign {
    func turn(_ point: Point) -> Point { Point(point.x, -point.y) }
    var sign = self
    for index in strokes.indices { sign.strokes[index].points = strokes[index].points.map(turn) }
    sign.dots = dots.map(turn)
    sign.areas = areas.map { $0.map(turn) }
    return sign
  }

  private static func pairs(_ values: [Float]) -> [Point] {
    stride(from: 0, to: values.count - 1, by: 2).map { Point(values[$0], values[$0 + 1]) }
  }
}

/// The forms that writers and engravers give one sign.
struct SignForms: Sendable {
  /// Forms of handwriting, the commonest first.
  let written: [Sign]
  /// Forms of engraving.
  let engraved: [Sign]
}
