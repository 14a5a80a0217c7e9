import Foundation

/// A linear axis with round numbers at its ticks.
struct AxisScale: Equatable {
  /// Lowest and highest value shown.
  let low: Double
  let high: Double
  /// Values with a tick and a number, rising.
  let ticks: [Double]
  /// Decimals that tell neighbouring ticks apart.
  let decimals: Int

  /// Covers the finite ones of the values with about `count` ticks at multiples of 1, 2 or 5 times a
  /// power of ten.
  init(covering values: [Double], count: Int, whole: Bool = false) {
    let finite = values.filter(\.isFinite)
    var least = finite.min() ?? 0
    var most = finite.max() ?? 1
    let size = max(abs(least), abs(most))
    if most - least <= 1e-6 * size {
      // All values are as good as equal: they lie in the middle.
      least -= size > 0 ? size / 2 : 0.5
      most += size > 0 ? size / 2 : 0.5
    }
    var step = Self.roundStep((most - least) / Double(max(count, 1)))
    if whole { step = max(1, step.rounded(.up)) }
    low = (least / step).rounded(.down) * step
    high = (most / step).rounded(.up) * step
    let first = Int((low / step).rounded())
    let last = Int((high / step).rounded())
    ticks = (first...max(first, last)).map { Double($0) * step }
    decimals = step >= 1 ? 0 : Int((-log10(step)).rounded(.up))
  }

  /// The place of a value between the ends, 0...1.
  func fraction(of value: Double) -> Double { (value - low) / (high - low) }

  private static func roundStep(_ raw: Double) -> Double {
    let power = pow(10, floor(log10(raw)))
    let lead = raw / power
    let rounded: Double = lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10
    return rounded * power
  }
}
