import CustosSupport

/// Writes words that mean nothing under the staves: clutter as on real pages.
struct LyricWriter {
  let hand: Hand

  /// Draws words along the space below a staff.
  func marks(below staff: StaffGeometry, using random: inout SeededGenerator) -> [Mark] {
    let unit = staff.space
    let size = hand.textSize * random.uniform(0.9, 1.1)
    let depth = random.uniform(1.2, 1.8) * unit + size * unit
    return words(
      from: staff.left + random.uniform(0.5, 6) * unit, to: staff.right - 3 * unit, unit: unit,
      size: size,
      using: &random
    ) { staff.line(1, at: $0) + depth }
  }

  /// Draws a heading above a page's first staff.
  func heading(above staff: StaffGeometry, using random: inout SeededGenerator) -> [Mark] {
    let unit = staff.space
    let width = staff.right - staff.left
    let start = staff.left + random.uniform(0.1, 0.5) * width
    let rise = random.uniform(1.8, 3) * unit
    return words(
      from: start, to: start + random.uniform(0.1, 0.4) * width, unit: unit,
      size: hand.textSize * random.uniform(0.8, 1.6), using: &random
    ) { staff.line(5, at: $0) - rise }
  }

  /// Draws words between two columns; `base` gives the height in pixels of the line that they stand on.
  private func words(
    from start: Float, to end: Float, unit: Float, size: Float, using random: inout SeededGenerator,
    base: (Float) -> Float
  ) -> [Mark] {
    var marks: [Mark] = []
    var x = start
    while x < end {
      let isMelisma = random.chance(0.25)
      if random.chance(0.06) {
        marks += repetition(at: Point(x, base(x)), unit: unit * size, using: &random)
        x += random.uniform(2, 5) * unit
        continue
      }
      let letterCount = 1 + random.index(below: 7)
      for letter in 0..<letterCount where x < end + 2 * unit {
        var sketch = Sketch(origin: Point(x, base(x)), unit: unit * size, wobble: 0.03)
        let isCapital = letter == 0 && random.chance(0.4)
        x += letterMarks(isCapital: isCapital, into: &sketch, using: &random) * unit * size
        marks += sketch.marks
      }
      x += random.uniform(0.6, 2) * unit
      if isMelisma { x += random.uniform(2, 10) * unit }
    }
    return marks
  }

  /// The sign that words are sung again: two slanting strokes between dots.
  private func repetition(at place: Point, unit: Float, using random: inout SeededGenerator)
    -> [Mark]
  {
    var sketch = Sketch(origin: place, unit: unit, wobble: 0.04)
    let long = random.uniform(0.5, 1.3)
    for shift in [0, random.uniform(0.25, 0.5)] {
      sketch.stroke(
        [Point(shift - long, 0.3), Point(shift, 0.5), Point(shift + long, 0.9)], pen: hand.textPen,
        using: &random)
    }
    for dot in [Point(-0.2, 1), Point(0.4, 0)] {
      sketch.fill(
        Curve.superellipse(radiusX: 0.09, radiusY: 0.09, count: 12).map { $0 + dot },
        darkness: hand.textPen.darkness)
    }
    return sketch.marks
  }

  /// Draws a letter and gives its width in x-heights.
  private func letterMarks(
    isCapital: Bool, into sketch: inout Sketch, using random: inout SeededGenerator
  ) -> Float {
    let letter = Alphabet.letters[random.index(below: Alphabet.letters.count)]
    let isOwnForm = isCapital && random.chance(0.7)
    let form = isOwnForm ? Alphabet.capitals[random.index(below: Alphabet.capitals.count)] : letter
    let scale: Float =
      isOwnForm ? random.uniform(0.9, 1.3) : isCapital ? random.uniform(1.5, 1.9) : 1
    for stroke in form {
      sketch.stroke(
        stroke.map { Point(($0.x + hand.slant * $0.y) * scale, $0.y * scale) }, pen: hand.textPen,
        using: &random)
    }
    if isCapital, random.chance(0.4) {
      // A swash below the line.
      sketch.stroke(
        [Point(0.2, 0), Point(0.3, -0.9), Point(-0.5, -1.5), Point(-1.4, -1.2)], pen: hand.textPen,
        using: &random)
    }
    let right = form.joined().map(\.x).max() ?? 0.4
    return (right + random.uniform(0.12, 0.3)) * scale
  }
}
