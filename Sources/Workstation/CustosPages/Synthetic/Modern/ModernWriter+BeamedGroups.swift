import CustosSupport

extension ModernWriter {
  /// Draws stems and beams of a group and gives the chords with their tips.
  mutating func beam(
    _ group: [WrittenChord], on staff: PlacedStaff, using random: inout SeededGenerator
  ) -> [WrittenChord] {
    guard let first = group.first, let last = group.last else { return group }
    let unit = staff.unit
    let up = first.stemsUp
    let start = naturalTip(of: first, on: staff, using: &random)
    let end = naturalTip(of: last, on: staff, using: &random)
    let run = max(1, last.stemX - first.stemX)
    let steepest = hand.stem.beamSlope
    let slope = min(max((end - start) / run * 0.7, -steepest), steepest)
    let levels = group.map(\.event.value.flags).max() ?? 1
    // The beam moves away from the heads until every stem has a fair length.
    let least = (1.5 + Float(levels - 1) * 0.5 * hand.stem.beamStep + 0.6) * unit
    let origin = group.map { chord -> Float in
      let rise = slope * (chord.stemX - first.stemX)
      return up ? min(start, chord.top - least - rise) : max(start, chord.bottom + least - rise)
    }
    let base = (up ? origin.min() : origin.max()) ?? start
    var chords = group
    for index in chords.indices {
      let tip = base + slope * (chords[index].stemX - first.stemX)
      chords[index].tip = tip
      stem(of: chords[index], to: tip, on: staff, using: &random)
    }
    for level in 1...max(1, levels) {
      beams(level: level, over: chords, up: up, on: staff, using: &random)
    }
    return chords
  }

  /// Draws the beams of one level: over runs of notes that are short enough, else a stub.
  private mutating func beams(
    level: Int, over chords: [WrittenChord], up: Bool, on staff: PlacedStaff,
    using random: inout SeededGenerator
  ) {
    let shift = Float(level - 1) * hand.stem.beamStep * staff.unit * (up ? 1 : -1)
    var index = 0
    while index < chords.count {
      guard chords[index].event.value.flags >= level else {
        index += 1
        continue
      }
      var end = index
      while end + 1 < chords.count, chords[end + 1].event.value.flags >= level { end += 1 }
      var (from, to) = (place(chords[index]), place(chords[end]))
      if end == index {
        let isLeft = index > 0
        let other = chords[isLeft ? index - 1 : min(index + 1, chords.count - 1)]
        let far = place(other)
        let share = min(0.6, random.uniform(0.8, 1.3) * staff.unit / max(1, abs(far.x - from.x)))
        let stub = from + (far - from) * share
        (from, to) = isLeft ? (stub, to) : (from, stub)
      }
      drawBeam(
        from: from + Point(0, shift), to: to + Point(0, shift), on: staff, using: &random)
      index = end + 1
    }
  }

  private func place(_ chord: WrittenChord) -> Point {
    Point(chord.stemX, chord.tip ?? chord.top)
  }

  private mutating func drawBeam(
    from: Point, to: Point, on staff: PlacedStaff, using random: inout SeededGenerator
  ) {
    let unit = staff.unit
    let half = hand.stem.beamWidth / 2
    var sketch = scribe.sketch(at: (from + to) * 0.5, unit: unit)
    let reach = Point((to.x - from.x) / 2 / unit, (from.y - to.y) / 2 / unit)
    if hand.isEngraved {
      let edge = hand.pen.thick / 2
      let right = reach + Point(edge, 0)
      let left = (reach + Point(edge, 0)) * -1
      sketch.fill(
        [
          left + Point(0, half), right + Point(0, half), right - Point(0, half),
          left - Point(0, half),
        ], darkness: 1)
    } else {
      let loose = hand.stem.looseness
      func stray() -> Point {
        Point(random.normal(deviation: loose), random.normal(deviation: loose))
      }
      let bow = random.normal(deviation: 0.05)
      let darkness = scribe.freshPen(using: &random).darkness
      let width = hand.stem.beamWidth * random.uniform(0.85, 1.15)
      sketch.swell(
        [reach * -1 + stray(), Point(0, bow), reach + stray()],
        widths: [width, width * random.uniform(0.85, 1.1), width * random.uniform(0.7, 1.1)],
        darkness: darkness, using: &random)
    }
    record(sketch, .beam, staff: staff.index)
  }
}
