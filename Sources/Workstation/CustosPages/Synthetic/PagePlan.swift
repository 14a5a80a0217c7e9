import CustosSupport

/// Where the staves of a page lie.
struct PagePlan: Sendable {
  let width: Int
  let height: Int
  let staves: [StaffGeometry]
  /// Column of the fold between two pages of an opening in pixels, nil for a single page.
  let fold: Float?

  /// Takes over staves that were laid out otherwise.
  init(width: Int, height: Int, staves: [StaffGeometry]) {
    self.width = width
    self.height = height
    self.staves = staves
    fold = nil
  }

  /// Draws a plan: one column of staves, or two as in an open book.
  init(width: Int, height: Int, using random: inout SeededGenerator) {
    self.width = width
    self.height = height
    let space = random.uniform(30.5, 37)
    let columns = Float(width) > 66 * space && random.chance(0.65) ? 2 : 1
    let gutter = columns == 2 ? random.uniform(3, 6) * space : 0
    let side = random.uniform(1.5, 4) * space
    let columnWidth = (Float(width) - 2 * side - gutter) / Float(columns)
    let first = random.uniform(4.6, 6.5) * space
    let pageSlope = random.normal(deviation: 0.006)
    var staves: [StaffGeometry] = []
    for column in 0..<columns {
      let left = side + Float(column) * (columnWidth + gutter)
      let columnSlope = pageSlope + random.normal(deviation: 0.007)
      var middle = first + random.uniform(-0.7, 0.7) * space
      while middle + 5.2 * space < Float(height) {
        staves.append(
          Self.staff(
            left: left + random.uniform(-0.5, 0.5) * space, width: columnWidth, middle: middle,
            space: space * random.uniform(0.985, 1.015), slope: columnSlope, using: &random))
        middle += random.uniform(8.2, 10.1) * space
      }
    }
    self.staves = staves
    fold =
      columns == 2 ? side + columnWidth + gutter * random.uniform(0.35, 0.6) : nil
  }

  private static func staff(
    left: Float, width: Float, middle: Float, space: Float, slope: Float,
    using random: inout SeededGenerator
  ) -> StaffGeometry {
    let knots = max(3, Int(width / (space * random.uniform(5, 10))))
    let ownSlope = min(max(slope + random.normal(deviation: 0.003), -0.03), 0.03)
    return StaffGeometry(
      left: left, right: left + width * random.uniform(0.96, 1), space: space,
      middle: middle - ownSlope * width / 2, slope: ownSlope,
      bend: random.normal(deviation: 0.12) * space,
      offsets: (0..<5).map { _ in random.normal(deviation: 0.018) * space },
      waves: (0..<5).map { _ in (0..<knots).map { _ in random.normal(deviation: 0.025) * space } })
  }
}
