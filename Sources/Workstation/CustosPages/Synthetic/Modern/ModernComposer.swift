import CustosSupport

/// Makes up the measures of one voice.
struct ModernComposer: Sendable {
  let part: StaffPart
  private var step: Int
  private var beams = 0
  /// What the last note is tied to, empty without a tie.
  private var tied: [ModernEvent.Note] = []

  init(part: StaffPart) {
    self.part = part
    step = Int(part.center)
  }

  /// Makes up a measure of some ticks.
  mutating func measure(
    ticks: Int, isCompound: Bool, using random: inout SeededGenerator
  ) -> [ModernEvent] {
    if random.chance(part.silentChance) {
      tied = []
      return [ModernEvent(onset: 0, ticks: ticks, value: NoteValue(ticks: 96, isTuplet: false))]
    }
    var events: [ModernEvent] = []
    var onset = 0
    let cells = isCompound ? RhythmCell.compound : RhythmCell.simple
    while onset < ticks {
      let cell = RhythmCell.pick(
        from: cells, remaining: ticks - onset, pace: part.pace, using: &random)
      events += fill(cell, at: onset, using: &random)
      onset += cell.length
    }
    return events
  }

  private mutating func fill(
    _ cell: RhythmCell, at start: Int, using random: inout SeededGenerator
  ) -> [ModernEvent] {
    beams += 1
    let isBeamed = random.chance(cell.ticks.contains { $0 < 12 } ? 0.95 : 0.86)
    var events: [ModernEvent] = []
    var onset = start
    for ticks in cell.ticks {
      let value = NoteValue(ticks: ticks, isTuplet: cell.tuplet != nil)
      var event = ModernEvent(onset: onset, ticks: ticks, value: value)
      onset += ticks
      event.isInTuplet = cell.tuplet != nil
      if !tied.isEmpty {
        event.notes = tied
        tied = []
      } else if !random.chance(restChance(value, in: cell)) {
        event.notes = chord(using: &random)
        decorate(&event, using: &random)
      }
      if value.flags == 0 || event.isRest {
        beams += 1
      } else if isBeamed || cell.tuplet != nil {
        event.beam = beams
      }
      events.append(event)
    }
    if let figure = cell.tuplet { events[0].tuplet = figure }
    return Self.withoutSingleBeams(events)
  }

  /// Rests are mostly quarters, seldom within tuplets.
  private func restChance(_ value: NoteValue, in cell: RhythmCell) -> Float {
    guard value.level < 5 else { return 0 }
    return part.restChance
      * (cell.tuplet != nil ? 0.3 : value.level == 2 ? 3 : value.level == 1 ? 2 : 0.8)
  }

  private mutating func decorate(_ event: inout ModernEvent, using random: inout SeededGenerator) {
    if random.chance(part.articulationChance) {
      let signs: [ModernClass] = [.articulationStaccato, .articulationAccent, .articulationTenuto]
      event.articulations = [signs[random.weightedIndex([7, 2, 1.2])]]
      if event.articulations == [.articulationTenuto], random.chance(0.5) {
        event.articulations.insert(.articulationStaccato, at: 0)
      }
    }
    if random.chance(0.012) {
      event.ornament = random.chance(0.7) ? .ornamentTrill : .fermataAbove
    }
    event.isTied = random.chance(part.tieChance * (event.value.level < 3 ? 2 : 0.6))
    if event.isTied { tied = event.notes.map { .init(step: $0.step) } }
    guard event.beam == nil || random.chance(0.4), random.chance(part.graceChance) else { return }
    let highest = event.notes.last?.step ?? 6
    event.graces = (0...random.weightedIndex([6, 3, 1])).map { _ in
      highest + random.index(below: 5) - 2
    }
  }

  /// Draws the next note of the melody and, now and then, notes below it.
  private mutating func chord(using random: inout SeededGenerator) -> [ModernEvent.Note] {
    let pull = Int((part.center - Float(step)) * random.uniform(0, 0.5))
    let reach = random.chance(part.leapChance) ? 5 : 2
    step += pull + random.index(below: 2 * reach + 1) - reach
    if random.chance(0.01) { step += random.chance(0.5) ? 7 : -7 }
    step = min(max(step, part.lowest), part.highest)
    var steps = [step]
    if random.chance(part.chordChance) {
      let intervals: [Int] = [2, 3, 4, 7, 5, 1, 6]
      for _ in 0...random.weightedIndex([5, 4, 1]) {
        let interval = intervals[random.weightedIndex([8, 4, 2, 2, 2, 1.2, 1])]
        steps.append((steps.last ?? step) - interval)
      }
      // The melody is the upper or the lower note.
      if random.chance(0.45) {
        let shift = step - (steps.last ?? step)
        steps = steps.map { $0 + shift }
      }
    }
    return steps.filter { $0 >= part.lowest - 1 && $0 <= part.highest + 1 }.sorted().map { step in
      .init(step: step, accidental: accidental(using: &random))
    }
  }

  private func accidental(using random: inout SeededGenerator) -> ModernClass? {
    guard random.chance(part.accidentalChance) else { return nil }
    let signs: [ModernClass] = [
      .accidentalSharp, .accidentalNatural, .accidentalFlat, .accidentalDoubleSharp,
    ]
    return signs[random.weightedIndex([6, 4, 3, 0.3])]
  }

  /// A beam needs two notes.
  private static func withoutSingleBeams(_ events: [ModernEvent]) -> [ModernEvent] {
    events.map { event in
      guard let beam = event.beam, events.count(where: { $0.beam == beam }) < 2 else {
        return event
      }
      var single = event
      single.beam = nil
      return single
    }
  }
}
