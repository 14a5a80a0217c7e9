import CustosSupport

/// Draws the lines of staves as one page's ruling pen does.
struct StaffRuler {
  /// Width of a line in staff spaces.
  let thickness: Float
  /// How dark the lines are on the whole, 0...1.
  let darkness: Float
  /// Whether a rule stands at the left of the staves.
  let hasRule: Bool
  /// Share of pieces where the ink has gone.
  let wear: Float

  init(using random: inout SeededGenerator) {
    thickness = random.uniform(0.08, 0.18)
    darkness = random.uniform(0.6, 1)
    hasRule = random.chance(0.35)
    wear = random.chance(0.5) ? random.uniform(0, 0.12) : 0
  }

  /// Draws five lines; the ends of each are a little off.
  func marks(for staff: StaffGeometry, using random: inout SeededGenerator) -> [Mark] {
    var marks = (1...5).flatMap { line($0, of: staff, using: &random) }
    if hasRule { marks.append(rule(of: staff, using: &random)) }
    return marks
  }

  /// Draws an upright rule some way left of the first symbol.
  private func rule(of staff: StaffGeometry, using random: inout SeededGenerator) -> Mark {
    let x = max(4, staff.left - random.uniform(0.1, 0.9) * staff.space)
    let top = staff.line(5, at: x) - random.uniform(-0.3, 0.4) * staff.space
    let bottom = staff.line(1, at: x) + random.uniform(-0.3, 0.8) * staff.space
    let radius = max(thickness * staff.space / 2, 0.8)
    let ends = [Point(x, top), Point(x + random.uniform(-5, 5), bottom)]
    return .stroke(ends.map { StrokePoint(center: $0, radius: radius) }, darkness: darkness)
  }

  private func line(
    _ number: Int, of staff: StaffGeometry, using random: inout SeededGenerator
  ) -> [Mark] {
    let piece: Float = 48
    let start = staff.left + random.uniform(-0.4, 0.4) * staff.space
    let end = staff.right + random.uniform(-0.4, 0.4) * staff.space
    var marks: [Mark] = []
    var width = thickness * random.uniform(0.8, 1.25)
    var shade = darkness * random.uniform(0.85, 1.1)
    var worn: Float = 0
    var x = start
    while x < end {
      width = min(max(width * random.uniform(0.93, 1.075), thickness * 0.6), thickness * 1.5)
      shade = min(max(shade + random.uniform(-0.09, 0.09), darkness * 0.6), 1)
      // Worn stretches come and go over several pieces.
      if random.chance(0.3) { worn = random.chance(wear) ? random.uniform(0.3, 0.9) : 0 }
      let stop = min(x + piece, end)
      let points = stride(from: x, through: stop, by: 8).map { $0 } + [stop]
      marks.append(
        .stroke(
          points.map { column in
            StrokePoint(
              center: Point(column, staff.line(number, at: column)),
              radius: max(width * staff.space / 2, 0.8) * random.uniform(0.92, 1.08))
          }, darkness: min(shade, 1) * (1 - worn)))
      x = stop
    }
    return marks
  }
}
