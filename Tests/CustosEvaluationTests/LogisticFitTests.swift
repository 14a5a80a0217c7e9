import Foundation
import Testing

@testable import CustosEvaluation

/// Lines through logits, against what their minimum must fulfil.
@Suite struct LogisticFitTests {
  private func probability(_ fit: LogisticFit, _ logit: Double) -> Double {
    1 / (1 + exp(-(fit.slope * logit + fit.offset)))
  }

  /// At the minimum the gradient is 0: the probabilities add up to the outcomes but for the prior's pull.
  @Test func probabilitiesAddUpToTheOutcomes() {
    let logits = (-20...20).map { Double($0) / 4 }
    // Sure logits are right more often, the others less often than they say.
    let outcomes = logits.map { $0 > 1 || Int($0 * 4) % 7 == 0 }
    let fit = LogisticFit(logits, outcomes)
    var (sum, moment) = (0.0, 0.0)
    for (logit, outcome) in zip(logits, outcomes) {
      let difference = probability(fit, logit) - (outcome ? 1 : 0)
      sum += difference
      moment += difference * logit
    }
    // The prior's share of the gradient is known; what is left is rounding.
    #expect(abs(sum + fit.offset) < 1e-6)
    #expect(abs(moment + fit.slope - 1) < 1e-6)
    #expect(fit.slope > 0 && fit != .identity)
  }

  @Test func withoutOutcomesNothingChanges() {
    #expect(LogisticFit([], []) == .identity)
  }

  /// Where surer means wronger no slope above 0 is better than none.
  @Test func logitsThatLieAreLeft() {
    let logits = (-40...40).map { Double($0) / 4 }
    #expect(LogisticFit(logits, logits.map { $0 < 0 }) == .identity)
  }

  /// Outcomes that logits tell apart perfectly have no finite fit; the prior gives one.
  @Test func perfectLogitsStayFinite() {
    let fit = LogisticFit([-3, -2, 2, 3], [false, false, true, true])
    #expect(fit.slope > 1 && fit.slope < 10 && abs(fit.offset) < 1e-6)
  }
}
