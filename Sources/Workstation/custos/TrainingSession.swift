import CustosArchitectures
import CustosDataSet
import CustosEvaluation
import CustosPlatform
import CustosReports
import CustosTraining
import CustosWeights
import Foundation

/// One run of `custos train`: data, summary, epochs, final test.
final class TrainingSession {
  private let options: TrainingOptions
  private let output: String
  private let quiet: Bool
  private let data: TrainingData
  private let pool: ThreadPool
  private let trainer: Trainer
  private let lock: FolderLock

  /// Files that were left out.
  var skippedCount: Int { data.skipped.count }

  /// Takes the folder and reads the data; with `force` a new run replaces what the folder held of
  /// another.
  init(
    options: TrainingOptions, dataFolder: String, output: String, resumes: Bool,
    force: Bool = false,
    skipsBad: Bool, quiet: Bool
  ) throws {
    self.options = options
    self.output = output
    self.quiet = quiet
    _ = try ModelConfiguration.named(options.modelName)
    pool = try ThreadPool(threadCount: options.threads)
    let isNew = FileSystem.kind(of: output) == .missing
    lock = try RunFolder.occupy(output)
    var isPrepared = false
    defer { if isNew && !isPrepared { RunFolder.abandon(output) } }
    guard resumes || force || !RunFolder.holdsRun(output) else {
      throw TrainingError.runExists(output)
    }
    if !quiet { Console.complain("Loading pictures...") }
    let folder = URL(fileURLWithPath: dataFolder).path
    data = try TrainingData(
      folder: folder, width: options.width, height: options.height, pool: pool,
      skippingBad: skipsBad
    ) { list in
      guard !quiet else { return }
      Console.complain(
        "Found \(list.items.count) images belonging to \(list.labels.count) classes in "
          + "\(list.folder).")
    }
    data.skipped.forEach { Console.complain("custos: skipped: \($0)") }
    data.warnings.forEach { Console.complain("custos: warning: \($0)") }
    trainer =
      resumes
      ? try Trainer(
        resuming: output, options: options, data: data, dataFolder: folder, pool: pool)
      : try Trainer(
        options: options, data: data, dataFolder: folder, output: output, pool: pool)
    if resumes {
      try RunRecord.appendContinuation(in: output, options: options, dataFolder: folder)
    } else {
      try RunFolder.clear(output)
      try RunRecord(options: options, data: data, dataFolder: folder).write(to: output)
    }
    isPrepared = true
  }

  func run() throws -> Trainer.Outcome {
    if !quiet { print(SummaryTable(trainer.graph).text, terminator: "") }
    let observer = try TrainingConsole(
      output: output, title: options.modelName, imageCount: data.training.count, quiet: quiet)
    // An epoch that was saved when the run broke off may be missing in the reports.
    if !trainer.history.isEmpty { try observer.reports.update(trainer.history) }
    if trainer.hasStoppedEarly {
      Console.complain(
        "custos: this run had ended early, without improvement for \(options.stoppingPatience) epochs; "
          + "it is tested again.")
    }
    Interruption.catchSignals()
    let outcome = try trainer.run(observer: observer) { Interruption.isRequested }
    observer.finish()
    guard outcome == .finished else {
      Console.complain(
        "custos: interrupted; the state is saved. Continue with: custos train --resume \(output)")
      return outcome
    }
    try report(to: observer.reports)
    return outcome
  }

  private func report(to reports: TrainingReports) throws {
    let path = Path.join(output, RunFolder.modelFile)
    if !quiet { Console.complain("Loading best model from check-point and testing...") }
    let model = try TrainedModel(readingFrom: path)
    let evaluation = try Evaluation(
      try FloatClassifier(model, pool: pool, convolutions: options.convolutions), data.test)
    let bestEpoch = model.metadata["epoch"].flatMap(Int.init) ?? trainer.bestEpoch
    let bestAccuracy =
      model.metadata["validation_accuracy"].flatMap(Double.init) ?? trainer.bestAccuracy ?? 0
    let penalty = Double(options.penalty) * model.parameters.kernelSquares()
    print(evaluation.text(penalty: penalty), terminator: "")
    print(
      "Best validation accuracy: "
        + String(format: "%.5f (epoch %d)", bestAccuracy, bestEpoch))
    print("Run time: " + String(format: "%.1f seconds", trainer.runSeconds))
    let loss = evaluation.crossEntropy + penalty
    let record = try RunRecord.finish(
      in: output,
      outcome: .init(
        bestEpoch: bestEpoch, bestValidationAccuracy: bestAccuracy,
        testLoss: loss, testAccuracy: evaluation.report.accuracy, runSeconds: trainer.runSeconds))
    let page = try ModelReport(
      model: ModelDescription(model, file: ModelReference(ofFile: path)), evaluation: evaluation,
      store: data.test, run: record, history: trainer.history, penalty: penalty)
    try page.write(to: output, replacing: true)
    try reports.logTest(page, loss: loss, epoch: bestEpoch)
    if !quiet { Console.complain("Report: \(Path.join(output, RunFolder.pageFile))") }
  }
}
