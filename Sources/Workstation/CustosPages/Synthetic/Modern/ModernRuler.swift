import CustosSupport

/// Draws printed staff lines: even, thin, all from the same column to the same column.
struct ModernRuler: Sendable {
  /// Width of a line in staff spaces.
  let thickness: Float
  let darkness: Float

  init(using random: inout SeededGenerator) {
    thickness = random.chance(0.8) ? random.uniform(0.05, 0.1) : random.uniform(0.1, 0.14)
    darkness = random.uniform(0.55, 1)
  }

  /// How much ink the middle of a line has after a blur, 0...1.
  ///
  /// - Parameters:
  ///   - space: staff space in pixels.
  ///   - blur: standard deviation in pixels.
  func peak(space: Float, blur: Float) -> Float {
    let width = 2 * radius(space: space)
    // A Gaussian's height relative to a line's, for lines both thinner and thicker than the blur.
    return darkness * width / (width * width + 2 * .pi * blur * blur).squareRoot()
  }

  private func radius(space: Float) -> Float { max(thickness * space / 2, 0.8) }

  /// Draws the five lines of a staff.
  func marks(for staff: StaffGeometry, using random: inout SeededGenerator) -> [Mark] {
    (1...5).map { line in
      let columns = stride(from: staff.left, to: staff.right, by: 12).map { $0 } + [staff.right]
      let points = columns.map { x in
        StrokePoint(
          center: Point(x, staff.line(line, at: x)),
          radius: radius(space: staff.space) * random.uniform(0.88, 1.12))
      }
      return .stroke(points, darkness: darkness)
    }
  }
}
