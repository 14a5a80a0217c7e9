import CustosSupport

extension ModernWriter {
  /// Draws the ties and slurs of one voice in a system.
  mutating func slurs(
    over chords: [WrittenChord], part: StaffPart, on staff: PlacedStaff,
    using random: inout SeededGenerator
  ) {
    for (chord, next) in zip(chords, chords.dropFirst()) where chord.event.isTied {
      tie(chord, next, on: staff, using: &random)
    }
    var index = 0
    while index + 1 < chords.count {
      guard random.chance(part.slurChance) else {
        index += 1
        continue
      }
      let length = 1 + random.weightedIndex([9, 3.5, 2.5, 1, 0.7, 0.5, 0.4, 0.3, 0.2])
      let end = min(index + length, chords.count - 1)
      slur(over: chords[index...end], part: part, on: staff, using: &random)
      index = end + random.index(below: 2)
    }
  }

  private mutating func tie(
    _ chord: WrittenChord, _ next: WrittenChord, on staff: PlacedStaff,
    using random: inout SeededGenerator
  ) {
    let unit = staff.unit
    guard next.left - chord.right > 0.5 * unit else { return }
    let count = chord.event.notes.count
    for (number, note) in chord.event.notes.enumerated() {
      let isAbove = count > 1 && number * 2 >= count ? true : !chord.stemsUp
      let away: Float = isAbove ? -1 : 1
      let y = staff.height(note.step, at: chord.x) + away * random.uniform(0.4, 0.8) * unit
      arc(
        .tie, from: Point(chord.right + 0.1 * unit, y), to: Point(next.left - 0.1 * unit, y),
        height: random.uniform(0.3, 0.7), isAbove: isAbove, on: staff, using: &random)
    }
  }

  private mutating func slur(
    over chords: ArraySlice<WrittenChord>, part: StaffPart, on staff: PlacedStaff,
    using random: inout SeededGenerator
  ) {
    guard let first = chords.first, let last = chords.last else { return }
    let unit = staff.unit
    let isUsual = random.chance(0.85)
    let isAbove = part.stemsUp ?? ((chords.count { !$0.stemsUp } * 2 >= chords.count) == isUsual)
    let away: Float = isAbove ? -1 : 1
    func edge(_ chord: WrittenChord) -> Float {
      let side = isAbove ? chord.upper : chord.lower
      return side + away * random.uniform(0.45, 0.9) * unit
    }
    let (start, end) = (Point(first.x, edge(first)), Point(last.x, edge(last)))
    // The arc clears what stands between its ends.
    let span = max(1, end.x - start.x)
    var height = 0.2 + 0.33 * (span / unit).squareRoot()
    for chord in chords {
      let t = (chord.x - start.x) / span
      let chordal = start.y + (end.y - start.y) * t
      let need = away * ((isAbove ? chord.upper : chord.lower) + away * 0.4 * unit - chordal) / unit
      height = max(height, min(need / max(0.3, 4 * t * (1 - t)), 5))
    }
    height *= hand.isEngraved ? 1 : random.uniform(0.7, 1.15)
    arc(.slur, from: start, to: end, height: height, isAbove: isAbove, on: staff, using: &random)
  }

  /// Draws an arc whose middle is `height` staff spaces beyond its chord.
  private mutating func arc(
    _ symbol: ModernClass, from: Point, to: Point, height: Float, isAbove: Bool,
    on staff: PlacedStaff, using random: inout SeededGenerator
  ) {
    let unit = staff.unit
    let middle = (from + to) * 0.5
    var sketch = scribe.sketch(at: middle, unit: unit)
    let sign: Float = isAbove ? 1 : -1
    let skew = hand.isEngraved ? 0 : random.normal(deviation: 0.12)
    let flatness: Float = random.uniform(2, 3.2)
    let points = (0...6).map { index -> Point in
      let t = Float(index) / 6
      let u = abs(2 * t - 1)
      // Between a parabola and an arc that is flat in its middle.
      let rise = height * (1 - (flatness > 2.6 ? u * u * u : u * u)) * sign
      let base = Point(
        (to.x - from.x) * (t - 0.5 + skew * t * (1 - t)), (from.y - to.y) * (t - 0.5))
      return base * (1 / unit) + Point(0, rise)
    }
    let pen = scribe.freshPen(using: &random)
    if hand.isEngraved {
      let thick = random.uniform(0.18, 0.26)
      sketch.swell(
        points, widths: [0.06, 0.12, thick * 0.9, thick, thick * 0.9, 0.12, 0.06],
        darkness: 1, using: &random)
    } else {
      sketch.stroke(points, pen: pen.scaled(by: 0.9), using: &random)
    }
    record(sketch, symbol, staff: staff.index)
  }
}
