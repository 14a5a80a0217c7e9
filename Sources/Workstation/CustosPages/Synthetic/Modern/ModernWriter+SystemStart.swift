import CustosSupport

extension ModernWriter {
  /// Writes braces, clefs and signatures of a system.
  ///
  /// - Returns: the column in pixels where its first measure starts.
  mutating func start(
    of system: ModernSystem, piece: ModernPiece, isFirst: Bool, using random: inout SeededGenerator
  ) -> Float {
    let unit = system.unit
    let left = system.staves[0].left
    if system.staves.count > 1 {
      bracing(of: system, using: &random)
      barline(.barline, at: left, across: system, using: &random)
    } else if random.chance(0.15) {
      barline(.barline, at: left, across: system, using: &random)
    }
    let clefX = left + random.uniform(1.5, 2.1) * unit
    var x = clefX + 1.5 * unit
    for (row, geometry) in system.staves.enumerated() {
      let staff = PlacedStaff(geometry: geometry, index: system.first + row)
      let clef = piece.clefs[row]
      self.clef(clef, at: clefX, on: staff, using: &random)
      let end = keySignature(
        piece.fifths, clef: clef, from: clefX + random.uniform(1.6, 2.2) * unit, on: staff,
        using: &random)
      x = max(x, end)
    }
    guard isFirst, piece.showsTime else { return x + 0.2 * unit }
    let timeX = x + random.uniform(0.6, 1) * unit
    for (row, geometry) in system.staves.enumerated() {
      let staff = PlacedStaff(geometry: geometry, index: system.first + row)
      timeSignature(piece, at: timeX, on: staff, using: &random)
    }
    return timeX + random.uniform(0.9, 1.3) * unit
  }

  /// Writes a clef; G clefs have no position, C and F clefs that of their line.
  mutating func clef(
    _ clef: ModernClef, at x: Float, on staff: PlacedStaff, scale: Float = 1,
    using random: inout SeededGenerator
  ) {
    let forms =
      switch clef.symbol {
      case .gClef: Signs.gClef
      case .fClef: Signs.fClef
      default: Signs.cClef
      }
    let y = staff.height(clef.step, at: x) + miss(staff.unit, using: &random)
    sign(
      forms, clef.symbol, at: Point(x, y), on: staff,
      step: clef.symbol == .gClef ? nil : clef.step, scale: scale, using: &random)
  }

  /// Writes a key signature and gives the column behind it.
  mutating func keySignature(
    _ fifths: Int, clef: ModernClef, from start: Float, on staff: PlacedStaff,
    using random: inout SeededGenerator
  ) -> Float {
    var x = start + 0.3 * staff.unit
    for step in clef.keySteps(fifths: fifths) {
      accidental(
        fifths > 0 ? .accidentalSharp : .accidentalFlat, step: step, at: x, on: staff,
        using: &random)
      x += (hand.isEngraved ? 1 : random.uniform(0.7, 1.15)) * staff.unit
    }
    return x
  }

  /// Writes a time signature around a column.
  mutating func timeSignature(
    _ piece: ModernPiece, at x: Float, on staff: PlacedStaff, using random: inout SeededGenerator
  ) {
    let unit = staff.unit
    if piece.isCommon {
      sign(
        Signs.commonTime, .timeSigCommon, at: Point(x, staff.height(6, at: x)), on: staff,
        using: &random)
      return
    }
    let scale = hand.isEngraved ? 1 : random.uniform(0.72, 1)
    for (number, step) in [(piece.beats.count, 8), (piece.beats.unit, 4)] {
      let y = staff.height(step, at: x)
      if number > 9 {
        sign(
          Signs.figures[1], .numeral1, at: Point(x - 0.5 * unit, y), on: staff, scale: scale,
          using: &random)
        sign(
          Signs.figures[2], .numeral2, at: Point(x + 0.5 * unit, y), on: staff, scale: scale,
          using: &random)
      } else {
        sign(
          Signs.figures[min(number, 8)], .numeral(number), at: Point(x, y), on: staff, scale: scale,
          using: &random)
      }
    }
  }

  private mutating func bracing(of system: ModernSystem, using random: inout SeededGenerator) {
    guard let first = system.staves.first, let last = system.staves.last else { return }
    let unit = system.unit
    let x = first.left - random.uniform(0.5, 1.1) * unit
    let (top, bottom) = (first.line(5, at: first.left), last.line(1, at: last.left))
    var sketch = scribe.sketch(at: Point(x, (top + bottom) / 2), unit: unit)
    let half = (bottom - top) / 2 / unit
    let pen = scribe.freshPen(using: &random).scaled(by: 1.2)
    let bow = random.uniform(0.3, 0.7)
    switch system.bracing {
    case .none: return
    case .brace where hand.isEngraved:
      for side in [-1, 1] as [Float] {
        sketch.swell(
          [
            Point(0.4, side * half), Point(-0.1, side * half * 0.75),
            Point(0.05, side * half * 0.35),
            Point(-0.8, 0),
          ], widths: [0.05, 0.4, 0.5, 0.08], darkness: 1, using: &random)
      }
    case .brace:
      sketch.stroke(
        [
          Point(0.4, half), Point(0, half * 0.85), Point(0, half * 0.2), Point(-bow, 0),
          Point(0, -half * 0.2), Point(0, -half * 0.85), Point(0.4, -half),
        ], pen: pen, using: &random)
    case .bracket:
      sketch.stroke(
        [Point(0, half + 0.3), Point(0, -half - 0.3)], pen: pen.scaled(by: 1.5), using: &random)
      for side in [-1, 1] as [Float] {
        sketch.stroke(
          [
            Point(0, side * (half + 0.3)), Point(0.4, side * (half + 0.5)),
            Point(0.8, side * (half + 1)),
          ],
          pen: pen, using: &random)
      }
    }
    keep(sketch)
  }
}
