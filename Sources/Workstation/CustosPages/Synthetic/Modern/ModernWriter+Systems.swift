import CustosSupport

/// The measures of one system, each with its voices' events.
private struct PlannedMeasure {
  /// Index of the staff within the system with its voices.
  var staves: [[(part: StaffPart, events: [ModernEvent])]]
  var columns: MeasureColumns
}

extension ModernWriter {
  /// Fills a system with measures.
  ///
  /// - Parameters:
  ///   - composers: the voices of each staff.
  ///   - isLast: whether the piece ends here.
  mutating func write(
    _ system: ModernSystem, piece: ModernPiece, composers: inout [[ModernComposer]],
    isFirst: Bool, isLast: Bool, using random: inout SeededGenerator
  ) {
    let unit = system.unit
    var x = start(of: system, piece: piece, isFirst: isFirst, using: &random)
    let right = system.staves[0].right - (hand.isEngraved ? 0 : random.uniform(0.2, 1)) * unit
    // Some writers leave the end of a line empty.
    let share =
      isLast ? random.uniform(0.5, 1) : random.chance(0.12) ? random.uniform(0.6, 0.95) : 1
    let whole = (right - x) / unit
    let room = whole * share
    var measures: [PlannedMeasure] = []
    var used: Float = 0
    while measures.count < 40 {
      let measure = plan(piece, composers: &composers, using: &random)
      if !measures.isEmpty, used + measure.columns.width > room { break }
      measures.append(measure)
      used += measure.columns.width
    }
    let stretch = min(max(room / used, min(1, whole / used)), 1.3)
    var chords: [[[WrittenChord]]] = composers.map { $0.map { _ in [] } }
    if isFirst, random.chance(0.05) {
      x += ending(.repeatStart, at: x + 0.5 * unit, of: system, using: &random)
    }
    for (number, measure) in measures.enumerated() {
      var columns = measure.columns
      columns.stretch(by: stretch)
      write(measure, columns: columns, at: x, of: system, into: &chords, using: &random)
      words(piece, columns: columns, at: x, of: system, using: &random)
      x += columns.width * unit
      let isEnd = isLast && number == measures.count - 1
      let ends: [Ending] = [.single, .double, .repeatEnd]
      let kind = isEnd && random.chance(0.5) ? .final : ends[random.weightedIndex([30, 0.8, 0.4])]
      x += ending(kind, at: x, of: system, using: &random)
    }
    for (row, voices) in chords.enumerated() {
      let staff = PlacedStaff(geometry: system.staves[row], index: system.first + row)
      for (voice, written) in voices.enumerated() {
        let part = composers[row][voice].part
        marks(at: written, on: staff, using: &random)
        slurs(over: written, part: part, on: staff, using: &random)
      }
    }
  }

  private func plan(
    _ piece: ModernPiece, composers: inout [[ModernComposer]], using random: inout SeededGenerator
  ) -> PlannedMeasure {
    var staves: [[(part: StaffPart, events: [ModernEvent])]] = []
    for row in composers.indices {
      var voices: [(part: StaffPart, events: [ModernEvent])] = []
      for voice in composers[row].indices {
        let events = composers[row][voice].measure(
          ticks: piece.ticks, isCompound: piece.isCompound, using: &random)
        voices.append((composers[row][voice].part, events))
      }
      staves.append(voices)
    }
    let columns = MeasureColumns(
      voices: staves.flatMap { $0.map(\.events) }, ticks: piece.ticks, spacing: hand.spacing)
    return PlannedMeasure(staves: staves, columns: columns)
  }

  private mutating func write(
    _ measure: PlannedMeasure, columns: MeasureColumns, at x: Float, of system: ModernSystem,
    into chords: inout [[[WrittenChord]]], using random: inout SeededGenerator
  ) {
    for (row, voices) in measure.staves.enumerated() {
      let staff = PlacedStaff(geometry: system.staves[row], index: system.first + row)
      clefChange(columns: columns, at: x, on: staff, using: &random)
      for (voice, planned) in voices.enumerated() {
        chords[row][voice] += self.voice(
          planned.events, part: planned.part, columns: columns, from: x, on: staff, using: &random)
      }
    }
  }

  /// Now and then writes a small clef before the bar line, where there is room.
  private mutating func clefChange(
    columns: MeasureColumns, at x: Float, on staff: PlacedStaff, using random: inout SeededGenerator
  ) {
    guard random.chance(0.03), let last = columns.places.dropLast().last,
      columns.width - last > 3.2
    else { return }
    let kinds: [ModernClef] = [.treble, .bass, .alto]
    clef(
      kinds[random.weightedIndex([3, 3, 1])], at: x + (columns.width - 1.1) * staff.unit, on: staff,
      scale: random.uniform(0.65, 0.8), using: &random)
  }
}
