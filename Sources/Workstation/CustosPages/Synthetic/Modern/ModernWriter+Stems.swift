import CustosSupport

extension ModernWriter {
  /// Where the stem of a chord would end if nothing else decided, in pixels.
  func naturalTip(
    of chord: WrittenChord, on staff: PlacedStaff, using random: inout SeededGenerator
  ) -> Float {
    let habit = hand.stem
    let vary = habit.variation == 0 ? 1 : random.uniform(1 - habit.variation, 1 + habit.variation)
    let extra = Float(max(0, chord.event.value.flags - 1)) * 0.4
    let length = (habit.length * vary + extra) * staff.unit
    let tip = chord.stemsUp ? chord.top - length : chord.bottom + length
    // Stems of notes on ledger lines reach the middle line.
    let middle = staff.height(6, at: chord.x)
    let isFar = chord.stemsUp ? tip > middle : tip < middle
    return isFar && (hand.isEngraved || random.chance(0.6)) ? middle : tip
  }

  /// Draws the stem of a chord to its tip.
  mutating func stem(
    of chord: WrittenChord, to tip: Float, on staff: PlacedStaff,
    using random: inout SeededGenerator
  ) {
    let unit = staff.unit
    let near = chord.stemsUp ? chord.bottom : chord.top
    let away: Float = chord.stemsUp ? -1 : 1
    let isChord = chord.event.notes.count > 1
    let gap = isChord ? 0 : hand.stem.gap
    let start = near + away * (0.25 + gap) * unit
    let pen = scribe.freshPen(using: &random).scaled(by: hand.stem.weight)
    var sketch = scribe.sketch(at: Point(chord.stemX, start), unit: unit)
    let length = (start - tip) / unit
    let lean = hand.stem.lean + (hand.isEngraved ? 0 : random.normal(deviation: 0.02))
    let belly = hand.isEngraved ? 0 : random.normal(deviation: 0.035)
    let control =
      chord.event.beam == nil
      ? [Point(0, 0), Point(lean * length / 2 + belly, length / 2), Point(lean * length, length)]
      : [Point(-lean * length * 0.5, 0), Point(belly, length / 2), Point(0, length)]
    sketch.stroke(control, pen: pen, using: &random)
    keep(sketch)
  }

  /// Writes the flags of a chord that is not beamed; each counts as a symbol.
  mutating func flags(
    of chord: WrittenChord, at tip: Float, on staff: PlacedStaff,
    using random: inout SeededGenerator
  ) {
    let unit = staff.unit
    let length = (chord.stemsUp ? chord.top - tip : chord.bottom - tip) / unit
    let x = chord.stemX + hand.stem.lean * length * unit
    let scale: Float = chord.event.value.flags > 1 ? 0.85 : 1
    for number in 0..<min(2, chord.event.value.flags) {
      let symbol: ModernClass =
        chord.stemsUp
        ? number == 0 ? .flag8thUp : .flag16thUp : number == 0 ? .flag8thDown : .flag16thDown
      let shift = Float(number) * random.uniform(0.55, 0.75) * unit
      let y = chord.stemsUp ? tip + shift : tip - shift
      var sketch = scribe.sketch(at: Point(x, y), unit: unit, scale: scale)
      scribe.draw(
        Signs.flag, key: (chord.stemsUp ? ModernClass.flag8thUp : .flag8thDown).key,
        turned: !chord.stemsUp, into: &sketch,
        using: &random)
      record(sketch, symbol, staff: staff.index)
    }
  }

  /// Writes small notes before a chord.
  mutating func graces(
    of chord: WrittenChord, on staff: PlacedStaff, using random: inout SeededGenerator
  ) {
    let unit = staff.unit * 0.66
    let count = chord.event.graces.count
    let signs = Float(min(2, chord.event.notes.count { $0.accidental != nil }))
    var x = chord.left - (0.5 + signs + Float(count) * 1.05) * staff.unit
    for step in chord.event.graces {
      let center = Point(x, staff.height(step, at: x) + miss(staff.unit, using: &random))
      var head = scribe.sketch(at: center, unit: unit)
      let half = scribe.head(.noteheadFullSmall, into: &head, using: &random)
      record(head, .noteheadFullSmall, step: step, staff: staff.index)
      let stemX = x + half * unit * hand.stem.upSide
      var stem = scribe.sketch(at: Point(stemX, center.y), unit: unit)
      let length = random.uniform(2.4, 3.2)
      let pen = scribe.freshPen(using: &random)
      stem.stroke([Point(0, 0.2), Point(0.05, length)], pen: pen, using: &random)
      if count == 1, random.chance(0.7) {
        stem.stroke(
          [Point(-0.6, length * 0.5), Point(0.8, length * 0.8)], pen: pen, using: &random)
      }
      keep(stem)
      if count == 1 {
        var flag = scribe.sketch(at: Point(stemX, center.y - length * unit), unit: unit)
        scribe.draw(Signs.flag, key: ModernClass.flag8thUp.key, into: &flag, using: &random)
        record(flag, .flag8thUp, staff: staff.index)
      }
      for line in stride(from: 12, through: step, by: 2) {
        var ledger = scribe.sketch(at: Point(x, staff.height(line, at: x)), unit: unit)
        ledger.stroke([Point(-0.9, 0), Point(0.9, 0)], pen: pen, using: &random)
        keep(ledger)
      }
      x += 1.05 * staff.unit
    }
  }
}
