import Foundation

/// The straight line `slope * x + offset` whose sigmoid is the probability of an outcome (Platt,
/// Probabilistic Outputs for Support Vector Machines, 1999).
public struct LogisticFit: Equatable, Sendable {
  /// Factor of the logits, above 0, so that their order stays.
  public let slope: Double
  /// What is added to them.
  public let offset: Double

  /// Leaves logits as they are.
  static let identity = LogisticFit(slope: 1, offset: 0)
  /// Weight of the wish that nothing changes: few outcomes then change little.
  private static let prior = 1.0
  /// Steps at most; each one at least keeps the loss.
  private static let stepLimit = 100

  init(slope: Double, offset: Double) {
    self.slope = slope
    self.offset = offset
  }

  /// Fits logits to outcomes by Newton's method, with half the squared distance from `identity` added to
  /// the sum of the cross-entropies.
  ///
  /// - Returns: `identity` where the best slope is not above 0: then the logits say nothing.
  init(_ logits: [Double], _ outcomes: [Bool]) {
    precondition(logits.count == outcomes.count, "one outcome a logit")
    var best = Self.identity
    var loss = best.loss(logits, outcomes)
    for _ in 0..<Self.stepLimit {
      let step = best.newtonStep(logits, outcomes)
      var factor = 1.0
      var next = best.moved(step, factor)
      var nextLoss = next.loss(logits, outcomes)
      while nextLoss > loss, factor > 1e-6 {
        factor /= 2
        next = best.moved(step, factor)
        nextLoss = next.loss(logits, outcomes)
      }
      guard nextLoss < loss else { break }
      (best, loss) = (next, nextLoss)
    }
    self = best.slope > 0 ? best : Self.identity
  }

  private func moved(_ step: (slope: Double, offset: Double), _ factor: Double) -> LogisticFit {
    LogisticFit(slope: slope - factor * step.slope, offset: offset - factor * step.offset)
  }

  private func loss(_ logits: [Double], _ outcomes: [Bool]) -> Double {
    var sum =
      Self.prior * ((slope - 1) * (slope - 1) + offset * offset) / 2
    for (logit, outcome) in zip(logits, outcomes) {
      let value = slope * logit + offset
      // -log(sigmoid) of the value or its opposite, without overflow.
      let wrong = outcome ? -value : value
      sum += max(wrong, 0) + log1p(exp(-abs(wrong)))
    }
    return sum
  }

  /// Gradient over second derivative.
  private func newtonStep(
    _ logits: [Double], _ outcomes: [Bool]
  ) -> (slope: Double, offset: Double) {
    var gradient = (slope: Self.prior * (slope - 1), offset: Self.prior * offset)
    var curvature = (slope: Self.prior, both: 0.0, offset: Self.prior)
    for (logit, outcome) in zip(logits, outcomes) {
      let p = 1 / (1 + exp(-(slope * logit + offset)))
      let difference = p - (outcome ? 1 : 0)
      gradient.slope += difference * logit
      gradient.offset += difference
      let weight = p * (1 - p)
      curvature.slope += weight * logit * logit
      curvature.both += weight * logit
      curvature.offset += weight
    }
    let determinant = curvature.slope * curvature.offset - curvature.both * curvature.both
    return (
      (curvature.offset * gradient.slope - curvature.both * gradient.offset) / determinant,
      (curvature.slope * gradient.offset - curvature.both * gradient.slope) / determinant
    )
  }
}
