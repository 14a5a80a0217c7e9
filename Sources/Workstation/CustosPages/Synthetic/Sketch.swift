import CustosSupport

/// Draws one symbol in coordinates of its own: staff spaces, y upwards, the origin at the place on
/// the staff that gives the symbol its position.
struct Sketch {
  /// The origin on the page in pixels.
  let origin: Point
  /// Pixels of a staff space.
  let unit: Float
  /// Irregularity of control points in staff spaces.
  let wobble: Float
  /// How the scribe bends what is drawn.
  var manner = Manner.usual
  /// The height that the manner leaves where it is, in staff spaces above the origin.
  var pivot: Float = 0
  private var controlPoints = 0
  /// What has been drawn, in pixels of the page.
  private(set) var marks: [Mark] = []
  /// The smallest rectangle around the marks that belong to the symbol.
  private(set) var bounds = Rectangle.empty

  /// Where the stem ends on the page, nil without a stem.
  var stemEnd: Point?

  init(origin: Point, unit: Float, wobble: Float) {
    self.origin = origin
    self.unit = unit
    self.wobble = wobble
  }

  /// A place of the symbol on the page.
  func place(_ point: Point) -> Point {
    let bent = manner.bend(point, pivot: pivot)
    return Point(origin.x + bent.x * unit, origin.y - bent.y * unit)
  }

  /// Draws a stroke through control points.
  ///
  /// - Parameter belongs: whether the symbol's box must hold the stroke; ledger lines do not belong.
  mutating func stroke(
    _ control: [Point], pen: Pen, closed: Bool = false, belongs: Bool = true,
    using random: inout SeededGenerator
  ) {
    let shaken = control.map { shake($0, using: &random) }
    line(Curve.smooth(shaken, closed: closed), pen: pen, belongs: belongs, using: &random)
  }

  /// Draws a stroke along points that are close enough to need no smoothing.
  mutating func line(
    _ points: [Point], pen: Pen, belongs: Bool = true, using random: inout SeededGenerator
  ) {
    guard points.count > 1 else { return }
    // Pressure changes slowly on the way.
    var pressure = random.uniform(0.9, 1.1)
    let placed = points.indices.map { index in
      let direction = points[min(index + 1, points.count - 1)] - points[max(index - 1, 0)]
      pressure = min(max(pressure + random.uniform(-0.03, 0.03), 0.8), 1.2)
      let radius = max(pen.width(along: direction) * pressure * unit / 2, 0.7)
      return StrokePoint(center: place(points[index]), radius: radius)
    }
    add(.stroke(placed, darkness: pen.darkness), belongs: belongs)
  }

  /// Fills an outline given by points close enough to need no smoothing.
  mutating func fill(_ outline: [Point], darkness: Float) {
    add(.area(outline.map(place), darkness: darkness), belongs: true)
  }

  /// Adds ink; `belongs` says whether the symbol's box must hold it.
  mutating func add(_ mark: Mark, belongs: Bool) {
    marks.append(mark)
    if belongs { bounds.include(mark.bounds) }
  }

  private mutating func shake(_ point: Point, using random: inout SeededGenerator) -> Point {
    controlPoints += 1
    return point + manner.quirk(controlPoints)
      + Point(
        random.normal(deviation: wobble), random.normal(deviation: wobble))
  }
}
