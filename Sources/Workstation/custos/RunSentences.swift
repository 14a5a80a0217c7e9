import CustosTraining
import Foundation

extension TimePlan {
  /// What the user is told of the plan.
  func sentence(epochs: Int) -> String {
    String(
      format:
        "A step takes %.3f s and a validation %.1f s: %d epochs are planned, about %.2f hours.",
      secondsPerStep, secondsPerValidation, epochs, seconds(epochs: epochs) / 3600)
  }
}

extension Trainer {
  /// What the user is told when a run is resumed that its schedule had ended.
  var earlyEndSentence: String {
    "custos: this run had ended early, without improvement for \(options.stoppingPatience) epochs; it is "
      + "tested again."
  }
}
