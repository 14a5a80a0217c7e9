import CustosSupport

/// Where the systems of a modern page lie.
struct ModernPagePlan: Sendable {
  let width: Int
  let height: Int
  let systems: [ModernSystem]
  /// Whether the page is a scan, upright and even, or photographed.
  let isScan: Bool
  /// Whether the page is for keyboard: systems of two staves.
  let isKeyboard: Bool

  /// Every staff, systems from the top.
  var staves: [StaffGeometry] { systems.flatMap(\.staves) }

  /// Draws a plan.
  init(width: Int?, height: Int?, using random: inout SeededGenerator) {
    let unit = random.uniform(20, 45)
    let spaces = (random.uniform(72, 132), random.uniform(42, 92))
    self.width = width ?? Int(min(max(spaces.0 * unit, 1800), 4200))
    let tallest = height ?? Int(min(max(spaces.1 * unit, 1300), 3200))
    isScan = random.chance(0.6)
    let kind = random.weightedIndex([36, 34, 30])
    isKeyboard = kind == 1
    let rows = kind == 0 ? 1 : kind == 1 ? 2 : 3 + random.index(below: 6)
    let layout = Layout(
      unit: unit, isScan: isScan, width: Float(self.width), using: &random)
    let inner = random.uniform(kind == 2 ? 7.2 : 8.4, kind == 2 ? 9.5 : 12) * unit
    let outer = max(inner, random.uniform(kind == 1 ? 9 : 7.5, 12.5) * unit)
    let bracing: ModernSystem.Bracing =
      kind == 1 ? .brace : kind == 2 ? (random.chance(0.6) ? .bracket : .none) : .none
    let joinsBars = random.chance(kind == 1 ? 0.9 : 0.65)
    var systems: [ModernSystem] = []
    var middle = random.uniform(7, 10) * unit
    var count = 0
    while middle + Float(rows - 1) * inner + 5.5 * unit < Float(tallest) || systems.isEmpty {
      let staves = (0..<rows).map { row in
        layout.staff(middle: middle + Float(row) * inner, using: &random)
      }
      systems.append(
        ModernSystem(first: count, staves: staves, bracing: bracing, joinsBars: joinsBars))
      count += rows
      middle += Float(rows - 1) * inner + outer
    }
    self.systems = systems
    self.height = height ?? min(tallest, Int(middle - outer + random.uniform(6, 12) * unit))
  }

  /// What the staves of a page have in common.
  private struct Layout {
    let unit: Float
    let left: Float
    let width: Float
    let slope: Float
    /// Standard deviation of a line's unevenness in staff spaces.
    let unevenness: Float
    let bend: Float

    init(unit: Float, isScan: Bool, width page: Float, using random: inout SeededGenerator) {
      self.unit = unit
      left = random.uniform(2.5, 6) * unit
      width = page - left - random.uniform(1.5, 4) * unit
      slope = isScan ? random.normal(deviation: 0.0006) : random.normal(deviation: 0.008)
      unevenness = isScan ? 0.004 : random.uniform(0.002, 0.02)
      bend = isScan ? 0 : 0.12
    }

    func staff(middle: Float, using random: inout SeededGenerator) -> StaffGeometry {
      let knots = max(3, Int(width / (unit * 8)))
      return StaffGeometry(
        left: left, right: left + width, space: unit, middle: middle - slope * width / 2,
        slope: slope, bend: random.normal(deviation: bend) * unit,
        offsets: (0..<5).map { _ in random.normal(deviation: unevenness) * unit },
        waves: (0..<5).map { _ in
          (0..<knots).map { _ in random.normal(deviation: unevenness) * unit }
        })
    }
  }
}
