import CustosSupport

extension ModernWriter {
  /// How a measure ends.
  enum Ending: Sendable {
    case single, double, final, repeatEnd, repeatStart
  }

  /// Draws the bar at the end of a measure, through all staves or through each.
  ///
  /// - Returns: pixels that the bar takes to the right.
  mutating func ending(
    _ ending: Ending, at x: Float, of system: ModernSystem, using random: inout SeededGenerator
  ) -> Float {
    let unit = system.unit
    let step = (hand.isEngraved ? 0.45 : random.uniform(0.45, 0.75)) * unit
    switch ending {
    case .single:
      bars(.barline, at: x, of: system, using: &random)
      return 0
    case .double:
      bars(.barline, at: x - step, of: system, using: &random)
      bars(.barline, at: x, of: system, using: &random)
      return 0
    case .final, .repeatEnd:
      bars(.barline, at: x - step * 1.4, of: system, using: &random)
      bars(.barlineHeavy, at: x - step * 0.3, of: system, using: &random)
      if ending == .repeatEnd { repeatDots(at: x - step * 2.2, of: system, using: &random) }
      return 0
    case .repeatStart:
      bars(.barlineHeavy, at: x, of: system, using: &random)
      bars(.barline, at: x + step * 1.1, of: system, using: &random)
      repeatDots(at: x + step * 1.9, of: system, using: &random)
      return step * 1.9
    }
  }

  private mutating func bars(
    _ symbol: ModernClass, at x: Float, of system: ModernSystem, using random: inout SeededGenerator
  ) {
    if system.joinsBars {
      barline(symbol, at: x, across: system, using: &random)
    } else {
      for row in system.staves.indices {
        line(
          symbol, at: x, from: system.staves[row], to: system.staves[row],
          index: system.first + row,
          using: &random)
      }
    }
  }

  /// Draws one bar through all staves of a system.
  mutating func barline(
    _ symbol: ModernClass, at x: Float, across system: ModernSystem,
    using random: inout SeededGenerator
  ) {
    guard let first = system.staves.first, let last = system.staves.last else { return }
    line(
      symbol, at: x, from: first, to: last, index: system.staves.count == 1 ? system.first : nil,
      using: &random)
  }

  private mutating func line(
    _ symbol: ModernClass, at x: Float, from upper: StaffGeometry, to lower: StaffGeometry,
    index: Int?, using random: inout SeededGenerator
  ) {
    let unit = upper.space
    func over() -> Float { hand.isEngraved ? 0 : random.normal(mean: 0.05, deviation: 0.15) * unit }
    let top = upper.line(5, at: x) - over()
    let bottom = lower.line(1, at: x) + over()
    let middle = Point(x, (top + bottom) / 2)
    var sketch = scribe.sketch(at: middle, unit: unit)
    let half = (bottom - top) / 2 / unit
    let lean =
      hand.isEngraved ? 0 : random.normal(mean: hand.stem.lean, deviation: 0.05) * min(half, 4)
    let ends = [
      Point(lean, half), Point(random.normal(deviation: hand.wobble), 0), Point(-lean, -half),
    ]
    if symbol == .barlineHeavy {
      let width = random.uniform(0.35, 0.6)
      sketch.swell(ends, widths: [width, width, width], darkness: 1, using: &random)
    } else {
      let pen = scribe.freshPen(using: &random).scaled(by: hand.isEngraved ? 1.2 : 1)
      sketch.stroke(ends, pen: pen, using: &random)
    }
    record(sketch, symbol, staff: index)
  }

  private mutating func repeatDots(
    at x: Float, of system: ModernSystem, using random: inout SeededGenerator
  ) {
    for (row, geometry) in system.staves.enumerated() {
      let staff = PlacedStaff(geometry: geometry, index: system.first + row)
      for step in [5, 7] {
        let y = staff.height(step, at: x) + miss(staff.unit, using: &random)
        sign(Signs.dot, .repeatDot, at: Point(x, y), on: staff, using: &random)
      }
    }
  }
}
