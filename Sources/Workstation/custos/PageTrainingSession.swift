import CustosArchitectures
import CustosEvaluation
import CustosNetwork
import CustosPlatform
import CustosReports
import CustosTraining
import Foundation

/// What `custos train-pages` shows and reports of one run.
final class PageTrainingSession {
  private let run: PageTrainingRun
  private let quiet: Bool

  init(run: PageTrainingRun, quiet: Bool) {
    self.run = run
    self.quiet = quiet
  }

  /// Shows the summary and trains.
  func complete() throws -> Trainer.Outcome {
    let trainer = run.trainer
    if !quiet { print(SummaryTable(trainer.graph).text, terminator: "") }
    let observer = try TrainingConsole(
      output: run.output, title: run.options.modelName,
      imageCount: run.options.pages?.cropCount ?? 0, quiet: quiet)
    if !trainer.history.isEmpty { try observer.reports.update(trainer.history) }
    Interruption.catchSignals()
    let outcome = try run.train(observer: observer) { Interruption.isRequested }
    observer.finish()
    guard outcome == .finished else {
      Console.complain(
        "custos: interrupted; the state is saved. Continue with: custos train-pages --resume "
          + "\(run.output) and the pages.")
      return outcome
    }
    if let fit = try run.calibrate(), !quiet {
      Console.complain(
        "Probabilities fitted to \(fit.foundCount) symbols found on the validation pages.")
    }
    print(
      String(
        format: "Best validation F: %.5f (epoch %d)", trainer.bestAccuracy ?? 0, trainer.bestEpoch))
    print("Run time: " + String(format: "%.1f seconds", trainer.runSeconds))
    return outcome
  }
}
