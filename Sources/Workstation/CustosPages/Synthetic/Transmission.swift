import Foundation

/// How much light of each colour passes ink: `exp(-density * coverage)`, from a table.
struct Transmission {
  private static let steps = 1024
  // One entry more than the last place that is looked up.
  private let table: [SIMD4<Float>]

  init(density: (red: Float, green: Float, blue: Float)) {
    table = (0...Self.steps).map { step in
      let coverage = Float(step) / Float(Self.steps)
      return SIMD4(
        exp(-density.red * coverage), exp(-density.green * coverage),
        exp(-density.blue * coverage), 0)
    }
  }

  /// The factors for red, green and blue (x, y, z) at a coverage, which is clamped to 0...1.
  subscript(coverage: Float) -> SIMD4<Float> {
    table[Int(min(max(coverage, 0), 1) * Float(Self.steps))]
  }
}
