import CustosSupport

extension MusicWriter {
  /// Writes two or three semiminimae joined by beams and gives the place of what follows.
  mutating func beamedNotes(
    staff: StaffGeometry, index: Int, at start: Float, after previous: inout Int,
    using random: inout SeededGenerator
  ) -> Float {
    let unit = staff.space
    var x = start
    var ends: [Point] = []
    var up: Bool?
    for _ in 0..<2 + random.index(below: 2) {
      let step = positions.next(after: previous, using: &random)
      previous = step
      let stemUp = up ?? (step < scribe.hand.stemTurn)
      up = stemUp
      let end = add(
        .colouredMinima, name: SymbolKind.colouredSemiminima.rawValue, step: step, staff: staff,
        index: index, at: x, stemUp: stemUp, using: &random)
      ledgerLines(step: step, staff: staff, at: x, using: &random)
      if let end { ends.append(end) }
      x += unit * random.uniform(1.3, 1.9)
    }
    for beam in 0...random.index(below: 2) {
      let shift = Float(beam) * (up == true ? 0.6 : -0.6) * unit
      drawBeam(
        through: ends.map { Point($0.x, $0.y + shift) }, staff: staff, index: index,
        using: &random)
    }
    return x + unit * random.uniform(0.2, 0.8)
  }

  private mutating func drawBeam(
    through points: [Point], staff: StaffGeometry, index: Int, using random: inout SeededGenerator
  ) {
    guard let first = points.first, let last = points.last, points.count > 1 else { return }
    let sag = random.uniform(-0.15, 0.25)
    let middle = (first + last) * 0.5
    var sketch = Sketch(origin: middle, unit: staff.space, wobble: scribe.hand.wobble)
    var control = points.map { point in
      Point((point.x - middle.x) / staff.space, (middle.y - point.y) / staff.space)
    }
    if control.count == 2 { control.insert(Point(0, -sag), at: 1) }
    sketch.stroke(control, pen: scribe.freshPen(using: &random), using: &random)
    // The position of a beam means nothing; the annotation names the nearest one.
    let distances = (0..<14).map { abs(staff.height(step: $0, at: middle.x) - middle.y) }
    let nearest = distances.indices.min { distances[$0] < distances[$1] } ?? 0
    record(sketch, name: SymbolKind.beam.rawValue, step: nearest, index: index, using: &random)
  }
}
