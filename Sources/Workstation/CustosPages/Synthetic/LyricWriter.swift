import CustosSupport

/// Writes words that mean nothing under the staves: clutter as on real pages.
struct LyricWriter {
  let hand: Hand

  /// Letters as strokes in a box of x-height 1, y upwards; ascenders reach 2, descenders -1.
  static let letters: [[[Point]]] = [
    [[Point(0, 1), Point(0.02, 0.1), Point(0.2, 0)]],
    [[Point(0, 1), Point(0.02, 0)], [Point(0.05, 0.7), Point(0.35, 1), Point(0.45, 0)]],
    [
      [Point(0, 1), Point(0.02, 0)], [Point(0.05, 0.7), Point(0.3, 1), Point(0.38, 0)],
      [Point(0.4, 0.7), Point(0.65, 1), Point(0.75, 0)],
    ],
    [
      [Point(0, 1), Point(0.05, 0.1), Point(0.35, 0.1), Point(0.45, 1)],
      [Point(0.45, 1), Point(0.5, 0)],
    ],
    [
      [
        Point(0.05, 0.5), Point(0.4, 0.7), Point(0.25, 1), Point(0, 0.5), Point(0.2, 0),
        Point(0.45, 0.2),
      ]
    ],
    [[Point(0.25, 1), Point(0, 0.5), Point(0.2, 0), Point(0.5, 0.45), Point(0.25, 1)]],
    [
      [Point(0.4, 0.9), Point(0.15, 0.95), Point(0, 0.4), Point(0.15, 0), Point(0.4, 0.5)],
      [Point(0.42, 1), Point(0.45, 0)],
    ],
    [[Point(0.1, 1.9), Point(0.02, 1), Point(0, 0.1), Point(0.2, 0)]],
    [
      [
        Point(0.4, 0.9), Point(0.15, 1), Point(0.1, 0.6), Point(0.35, 0.4), Point(0.3, 0.05),
        Point(0, 0.05),
      ]
    ],
    [[Point(0, 1), Point(0.02, 0)], [Point(0.05, 0.6), Point(0.25, 1), Point(0.4, 0.95)]],
    [[Point(0.15, 1.5), Point(0.1, 0.2), Point(0.3, 0)], [Point(-0.05, 1), Point(0.35, 1)]],
    [
      [Point(0, 1), Point(0.1, 0.3), Point(0.35, 0.2), Point(0.45, 1)],
      [Point(0.45, 1), Point(0.4, -0.5), Point(0.05, -1), Point(-0.4, -0.8)],
    ],
    [
      [Point(0.35, 0.9), Point(0.1, 0.9), Point(0, 0.3), Point(0.2, 0), Point(0.4, 0.5)],
      [Point(0.5, 1.9), Point(0.42, 1), Point(0.45, 0)],
    ],
    [
      [Point(0, 1), Point(-0.05, -1)],
      [Point(0, 0.8), Point(0.35, 1), Point(0.45, 0.4), Point(0.05, 0.05)],
    ],
  ]

  /// Draws words along the space below a staff.
  func marks(below staff: StaffGeometry, using random: inout SeededGenerator) -> [Mark] {
    var marks: [Mark] = []
    let unit = staff.space
    let size = random.uniform(0.75, 1.05)
    let depth = random.uniform(2.4, 3.3) * unit
    var x = staff.left + random.uniform(0.5, 6) * unit
    while x < staff.right - 3 * unit {
      let isMelisma = random.chance(0.25)
      let letterCount = 1 + random.index(below: 7)
      for letter in 0..<letterCount where x < staff.right - unit {
        let y = staff.line(1, at: x) + depth
        var sketch = Sketch(origin: Point(x, y), unit: unit * size, wobble: 0.03)
        let isCapital = letter == 0 && random.chance(0.3)
        x += letterMarks(isCapital: isCapital, into: &sketch, using: &random) * unit * size
        marks += sketch.marks
      }
      x += random.uniform(0.6, 2) * unit
      if isMelisma { x += random.uniform(2, 10) * unit }
    }
    return marks
  }

  /// Draws a letter and gives its width in x-heights.
  private func letterMarks(
    isCapital: Bool, into sketch: inout Sketch, using random: inout SeededGenerator
  ) -> Float {
    let letter = Self.letters[random.index(below: Self.letters.count)]
    let scale: Float = isCapital ? random.uniform(1.5, 1.9) : 1
    for stroke in letter {
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
    let right = letter.joined().map(\.x).max() ?? 0.4
    return (right + random.uniform(0.12, 0.3)) * scale
  }
}
