import CustosSupport

extension ModernWriter {
  /// Writes what stands around the notes of a measure without being annotated: loudness, hairpins,
  /// tempo words, syllables.
  mutating func words(
    _ piece: ModernPiece, columns: MeasureColumns, at x: Float, of system: ModernSystem,
    using random: inout SeededGenerator
  ) {
    let lettering = Lettering(scribe: scribe)
    let unit = system.unit
    for (row, staff) in system.staves.enumerated() {
      if random.chance(piece.wordChance) {
        let place = Point(
          x + random.uniform(0.5, max(0.6, columns.width - 3)) * unit,
          staff.line(1, at: x) + random.uniform(2.2, 3.8) * unit)
        switch random.weightedIndex([5, 4, 2]) {
        case 0: keep(lettering.loudness(at: place, unit: unit, using: &random))
        case 1:
          hairpin(
            at: place, width: columns.width * random.uniform(0.3, 1), unit: unit, using: &random)
        default:
          let word = lettering.word(
            at: place, unit: unit, height: random.uniform(0.6, 1),
            letterCount: 3 + random.index(below: 6),
            isCapital: false, using: &random)
          keep(word)
        }
      }
      if row == 0, random.chance(piece.wordChance * 0.4) {
        let place = Point(
          x + random.uniform(0, 2) * unit, staff.line(5, at: x) - random.uniform(2, 4) * unit)
        keep(
          lettering.word(
            at: place, unit: unit, height: random.uniform(0.7, 1.1),
            letterCount: 4 + random.index(below: 6), isCapital: true, using: &random))
      }
      if piece.hasLyrics {
        syllables(lettering, below: staff, columns: columns, from: x, using: &random)
      }
    }
  }

  private mutating func syllables(
    _ lettering: Lettering, below staff: StaffGeometry, columns: MeasureColumns, from x: Float,
    using random: inout SeededGenerator
  ) {
    for place in columns.places.dropLast() where random.chance(0.75) {
      let left = x + (place - 0.5) * staff.space
      let y = staff.line(1, at: left) + 3.2 * staff.space
      keep(
        lettering.word(
          at: Point(left, y), unit: staff.space, height: 0.7,
          letterCount: 1 + random.index(below: 3),
          isCapital: random.chance(0.05), using: &random))
    }
  }

  private mutating func hairpin(
    at place: Point, width: Float, unit: Float, using random: inout SeededGenerator
  ) {
    var sketch = scribe.sketch(at: place, unit: unit)
    let open = random.uniform(0.3, 0.65)
    let grows = random.chance(0.5)
    let pen = scribe.freshPen(using: &random).scaled(by: 0.9)
    for side in [-1, 1] as [Float] {
      let (start, end) = (Point(0, grows ? 0 : side * open), Point(width, grows ? side * open : 0))
      sketch.stroke([start, end], pen: pen, using: &random)
    }
    keep(sketch)
  }

  /// Writes a title above the first staff.
  mutating func title(above staff: StaffGeometry, using random: inout SeededGenerator) {
    let lettering = Lettering(scribe: scribe)
    var x = staff.left + random.uniform(0, 0.4) * (staff.right - staff.left)
    let y = max(3.2 * staff.space, staff.line(5, at: x) - random.uniform(3, 5) * staff.space)
    for _ in 0...random.index(below: 4) {
      let letterCount = 2 + random.index(below: 8)
      let height = random.uniform(0.8, 1.3)
      keep(
        lettering.word(
          at: Point(x, y), unit: staff.space, height: height, letterCount: letterCount,
          isCapital: true, using: &random))
      x += Float(letterCount) * 0.8 * height * staff.space + 1.5 * staff.space
    }
  }
}
