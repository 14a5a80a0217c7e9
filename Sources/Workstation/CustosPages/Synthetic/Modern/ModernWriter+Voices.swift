import CustosSupport

extension ModernWriter {
  /// Writes a voice's measure and gives what stands on the page, rests left out.
  ///
  /// - Parameters:
  ///   - x: column of the measure's start in pixels.
  ///   - part: decides the stems' direction.
  mutating func voice(
    _ events: [ModernEvent], part: StaffPart, columns: MeasureColumns, from x: Float,
    on staff: PlacedStaff, using random: inout SeededGenerator
  ) -> [WrittenChord] {
    var written: [WrittenChord] = []
    var group: [WrittenChord] = []
    for (index, event) in events.enumerated() {
      let jitter = hand.isEngraved ? 0 : random.normal(deviation: 0.07)
      let isWholeMeasure = event.isRest && events.count == 1
      let spaces = isWholeMeasure ? columns.width / 2 + 0.6 : columns.place(of: event.onset)
      let place = x + (spaces + jitter) * staff.unit
      if event.isRest {
        let shift = part.stemsUp.map {
          $0 ? 2 + 2 * random.index(below: 2) : -2 - 2 * random.index(below: 2)
        }
        rest(event, at: place, shift: shift ?? 0, on: staff, using: &random)
        continue
      }
      let peers = events.filter { $0.beam != nil && $0.beam == event.beam }
      let up = part.stemsUp ?? Self.stemsUp(peers.isEmpty ? [event] : peers, using: &random)
      let direction = group.first?.stemsUp ?? up
      let chord = heads(event, at: place, up: direction, on: staff, using: &random)
      if event.notes.count > 2, random.chance(0.06) {
        arpeggio(at: chord, on: staff, using: &random)
      }
      if !event.graces.isEmpty { graces(of: chord, on: staff, using: &random) }
      if event.beam != nil {
        group.append(chord)
        if index + 1 == events.count || events[index + 1].beam != event.beam {
          written += beam(group, on: staff, using: &random)
          group = []
        }
      } else {
        written.append(single(chord, on: staff, using: &random))
      }
    }
    return written
  }

  /// Draws the stem and the flags of a chord without beam.
  private mutating func single(
    _ chord: WrittenChord, on staff: PlacedStaff, using random: inout SeededGenerator
  ) -> WrittenChord {
    guard chord.event.value.level > 0 else { return chord }
    var result = chord
    let tip = naturalTip(of: chord, on: staff, using: &random)
    result.tip = tip
    stem(of: chord, to: tip, on: staff, using: &random)
    if random.chance(0.006) { tremolo(on: result, staff: staff, using: &random) }
    flags(of: chord, at: tip, on: staff, using: &random)
    return result
  }

  /// Stems point to the middle line, from the head that is farthest from it.
  private static func stemsUp(
    _ events: [ModernEvent], using random: inout SeededGenerator
  ) -> Bool {
    let steps = events.flatMap { $0.notes.map(\.step) }
    let farthest = steps.max { abs($0 - 6) < abs($1 - 6) } ?? 6
    return farthest == 6 ? random.chance(0.3) : (farthest < 6) != random.chance(0.04)
  }

  /// Draws strokes across a stem, as for repeated notes; they are not annotated.
  private mutating func tremolo(
    on chord: WrittenChord, staff: PlacedStaff, using random: inout SeededGenerator
  ) {
    let unit = staff.unit
    guard let tip = chord.tip, chord.event.value.flags == 0 else { return }
    let near = chord.stemsUp ? chord.top : chord.bottom
    var sketch = scribe.sketch(at: Point(chord.stemX, near + (tip - near) * 0.6), unit: unit)
    let pen = scribe.freshPen(using: &random).scaled(by: 1.3)
    for number in 0...random.index(below: 3) {
      let y = Float(number) * 0.6 - 0.3
      sketch.stroke([Point(-0.6, y - 0.2), Point(0.6, y + 0.2)], pen: pen, using: &random)
    }
    keep(sketch)
  }

  /// Draws the wavy line before a broken chord; it is not annotated.
  private mutating func arpeggio(
    at chord: WrittenChord, on staff: PlacedStaff, using random: inout SeededGenerator
  ) {
    let count = max(2, Int((chord.bottom - chord.top) / staff.unit * 2) + 2)
    let points = (0...count).map { index in
      Point(index % 2 == 0 ? 0.13 : -0.13, 0.5 * (Float(count) / 2 - Float(index)))
    }
    let place = Point(chord.left - 0.5 * staff.unit, (chord.top + chord.bottom) / 2)
    var sketch = scribe.sketch(at: place, unit: staff.unit)
    sketch.stroke(points, pen: scribe.freshPen(using: &random), using: &random)
    keep(sketch)
  }
}
