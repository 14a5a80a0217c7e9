import CustosArchitectures
import CustosEvaluation
import CustosNetwork
import CustosPlatform
import CustosReports
import CustosTraining
import CustosWeights
import Foundation

/// What `custos train-pages` shows and reports of one run.
final class PageTrainingSession {
  private let run: PageTrainingRun
  private let quiet: Bool

  init(run: PageTrainingRun, quiet: Bool) {
    self.run = run
    self.quiet = quiet
  }

  /// Shows the summary, trains, reads the test pages and writes the report.
  func complete() throws -> Trainer.Outcome {
    let trainer = run.trainer
    warn(about: run.warnings)
    if !quiet {
      run.plan.map { Console.complain($0.sentence(epochs: run.options.epochs)) }
      print(SummaryTable(trainer.graph).text, terminator: "")
    }
    let observer = try TrainingConsole(
      output: run.output, options: run.options, imageCount: run.options.pages?.cropCount ?? 0,
      quiet: quiet)
    if !trainer.history.isEmpty { try observer.reports.update(trainer.history) }
    if trainer.hasStoppedEarly { Console.complain(trainer.earlyEndSentence) }
    Interruption.catchSignals()
    let outcome = try run.train(observer: observer) { Interruption.isRequested }
    observer.finish()
    guard outcome == .finished else {
      Console.complain(
        "custos: interrupted; the state is saved. Continue with: custos train-pages --resume "
          + run.output)
      return outcome
    }
    if let fit = try run.calibrate(), !quiet {
      Console.complain(
        "Probabilities fitted to \(fit.foundCount) symbols found on the validation pages.")
    }
    try report(to: observer.reports)
    return outcome
  }

  private func report(to reports: TrainingReports) throws {
    if !quiet { Console.complain("Loading best model from check-point and reading pages...") }
    let model = try run.bestModel()
    let test = try run.test(model)
    print(test.summary)
    print(SymbolScoreLines().table(test.result.scores), terminator: "")
    print(
      "Best validation F: " + String(format: "%.5f (epoch %d)", test.bestScore, test.bestEpoch))
    print("Run time: " + String(format: "%.1f seconds", run.trainer.runSeconds))
    let record = try run.finish(test)
    let file = try ModelReference(ofFile: Path.join(run.output, RunFolder.modelFile))
    let report = try PageReport(
      model: ModelDescription(model, file: file), test: test, run: record,
      history: run.trainer.history)
    try report.write(to: run.output)
    try reports.logTest(report, epoch: test.bestEpoch)
    if !quiet { Console.complain("Report: \(Path.join(run.output, RunFolder.pageFile))") }
  }
}
