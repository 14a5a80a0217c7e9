import CustosSupport

extension ModernWriter {
  /// Writes articulation, ornaments and the figures of tuplets at chords of one voice.
  mutating func marks(
    at chords: [WrittenChord], on staff: PlacedStaff, using random: inout SeededGenerator
  ) {
    for (index, chord) in chords.enumerated() {
      articulation(of: chord, on: staff, using: &random)
      if let ornament = chord.event.ornament {
        let above =
          min(chord.upper, staff.height(10, at: chord.x)) - random.uniform(1, 1.6) * staff.unit
        sign(
          ornament == .ornamentTrill ? Signs.trill : Signs.fermata, ornament,
          at: Point(chord.x, above), on: staff, using: &random)
      }
      if let figure = chord.event.tuplet {
        let group = chords[index...].prefix { $0.event.isInTuplet }.prefix(figure)
        tuplet(figure, over: Array(group), on: staff, using: &random)
      }
    }
  }

  /// Signs stand on the side of the head, the first nearest to it.
  private mutating func articulation(
    of chord: WrittenChord, on staff: PlacedStaff, using random: inout SeededGenerator
  ) {
    let unit = staff.unit
    let isAbove = chord.event.value.level > 0 ? !chord.stemsUp : random.chance(0.5)
    let away: Float = isAbove ? -1 : 1
    var y = (isAbove ? chord.top : chord.bottom) + away * random.uniform(0.85, 1.25) * unit
    for symbol in chord.event.articulations {
      let forms =
        switch symbol {
        case .articulationStaccato: Signs.dot
        case .articulationTenuto: Signs.tenuto
        default: Signs.accent
        }
      if symbol == .articulationAccent { y += away * 0.2 * unit }
      let x = (chord.left + chord.right) / 2 + random.normal(deviation: 0.06) * unit
      sign(forms, symbol, at: Point(x, y), on: staff, using: &random)
      y += away * random.uniform(0.55, 0.8) * unit
    }
  }

  /// The figure stands beyond the beam, or beyond the heads.
  private mutating func tuplet(
    _ figure: Int, over chords: [WrittenChord], on staff: PlacedStaff,
    using random: inout SeededGenerator
  ) {
    guard let first = chords.first, let last = chords.last, chords.count > 1 else { return }
    let unit = staff.unit
    let isAtBeam = random.chance(0.75)
    let isAbove = first.stemsUp == isAtBeam
    let edge = isAbove ? chords.map(\.upper).min() ?? 0 : chords.map(\.lower).max() ?? 0
    let y = edge + (isAbove ? -1 : 1) * random.uniform(0.8, 1.2) * unit
    let x = (first.stemX + last.stemX) / 2
    sign(
      Signs.figures[figure], .numeral(figure), at: Point(x, y), on: staff,
      scale: random.uniform(0.5, 0.68), using: &random)
    guard random.chance(0.2) else { return }
    // A bracket on both sides of the figure.
    var sketch = scribe.sketch(at: Point(x, y), unit: unit)
    let pen = scribe.freshPen(using: &random).scaled(by: 0.8)
    let half = (last.right - first.left) / 2 / unit
    let hook: Float = isAbove ? -0.5 : 0.5
    for side in [-1, 1] as [Float] {
      sketch.stroke([Point(side * half, 0), Point(side * 0.6, 0)], pen: pen, using: &random)
      sketch.stroke([Point(side * half, 0), Point(side * half, hook)], pen: pen, using: &random)
    }
    keep(sketch)
  }
}
