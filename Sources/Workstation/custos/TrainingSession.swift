import CustosArchitectures
import CustosDataSet
import CustosEvaluation
import CustosNetwork
import CustosPlatform
import CustosReports
import CustosTraining
import Foundation

/// What `custos train` shows and reports of one run.
final class TrainingSession {
  private let run: TrainingRun
  private let quiet: Bool

  /// Files that were left out.
  var skippedCount: Int { run.data.skipped.count }

  /// Takes the folder and reads the data; with `force` a new run replaces what the folder held of
  /// another.
  init(
    options: TrainingOptions, dataFolder: String, output: String, resumes: Bool,
    force: Bool = false, weights: String? = nil, skipsBad: Bool, badLimit: BadInputLimit,
    communicator: any Communicator, allowsOtherCPUs: Bool, quiet: Bool
  ) throws {
    // One of several processes speaks.
    let quiet = quiet || communicator.rank > 0
    self.quiet = quiet
    run = try TrainingRun(
      options: options, dataFolder: dataFolder, output: output, resumes: resumes, force: force,
      weights: weights, skipsBad: skipsBad, badLimit: badLimit,
      communicator: communicator, allowsOtherCPUs: allowsOtherCPUs
    ) {
      guard communicator.rank == 0 else { return }
      Self.show($0, options: options, quiet: quiet)
    }
  }

  /// Shows the summary, trains, tests and writes the report.
  func complete() throws -> Trainer.Outcome {
    let trainer = run.trainer
    guard run.communicator.rank == 0 else {
      Interruption.catchSignals()
      let outcome = try run.train(observer: nil) { Interruption.isRequested }
      // Its share of the test.
      if outcome == .finished { _ = try run.test() }
      return outcome
    }
    if !quiet {
      print(SummaryTable(trainer.graph).text, terminator: "")
      if let scaling = trainer.graph.pixelScaling {
        print("Preprocessing: \(scaling.summary)")
      }
    }
    let observer = try TrainingConsole(
      output: run.output, options: run.options, imageCount: run.data.training.count,
      quiet: quiet, run.communicator)
    // An epoch that was saved when the run broke off may be missing in the reports.
    if !trainer.history.isEmpty { try observer.reports.update(trainer.history) }
    if trainer.hasStoppedEarly { Console.complain(trainer.earlyEndSentence) }
    Interruption.catchSignals()
    let outcome = try run.train(observer: observer) { Interruption.isRequested }
    observer.finish()
    guard outcome == .finished else {
      Console.complain(
        "custos: interrupted; the state is saved. Continue with: custos train --resume "
          + run.output)
      return outcome
    }
    try report(to: observer.reports)
    return outcome
  }

  private static func show(
    _ preparation: TrainingRun.Preparation, options: TrainingOptions, quiet: Bool
  ) {
    switch preparation {
    case .loading:
      if !quiet { Console.complain("Loading pictures...") }
    case .found(let list):
      guard !quiet else { return }
      Console.complain(
        "Found \(list.items.count) images belonging to \(list.labels.count) classes in "
          + "\(list.folder).")
    case .loaded(let data):
      data.skipped.forEach { Console.complain("custos: skipped: \($0)") }
      let weighting = options.classWeights.warning(
        labels: data.labels, counts: data.training.list.counts)
      (data.warnings + [weighting].compactMap(\.self)).forEach {
        Console.complain("custos: warning: \($0)")
      }
    case .started(let weights):
      if !quiet { Console.complain(weights.summary) }
    case .planned(let plan, let epochs):
      if !quiet { Console.complain(plan.sentence(epochs: epochs)) }
    }
  }

  private func report(to reports: TrainingReports) throws {
    if !quiet { Console.complain("Loading best model from check-point and testing...") }
    let test = try run.test()
    print(test.evaluation.text(penalty: test.penalty), terminator: "")
    print(
      "Best validation accuracy: "
        + String(format: "%.5f (epoch %d)", test.bestAccuracy, test.bestEpoch))
    print("Run time: " + String(format: "%.1f seconds", run.trainer.runSeconds))
    let record = try run.finish(test)
    let file = try ModelReference(ofFile: Path.join(run.output, RunFolder.modelFile))
    let page = try ModelReport(
      model: ModelDescription(test.model, file: file), evaluation: test.evaluation,
      store: run.data.test, run: record, history: run.trainer.history,
      penalty: test.penalty)
    try page.write(to: run.output, replacing: true)
    try reports.logTest(page, loss: test.loss, epoch: test.bestEpoch)
    if !quiet { Console.complain("Report: \(Path.join(run.output, RunFolder.pageFile))") }
  }
}
