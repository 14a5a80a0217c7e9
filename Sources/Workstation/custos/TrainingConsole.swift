import CustosNetwork
import CustosPlatform
import CustosReports
import CustosSupport
import CustosTraining
import Foundation

/// Shows the progress of a training run and keeps its logs.
final class TrainingConsole: TrainingObserver {
  /// The files that follow the run.
  let reports: TrainingReports
  private let output: String
  private let names: ScoreNames
  private let quiet: Bool
  private let processes: any Communicator
  /// Seconds of earlier epochs.
  private var waitedSeconds = 0.0
  private var bar: ProgressBar?
  private var shownCount = 0

  /// Prepares for a run, new or resumed, in the folder `output`.
  init(
    output: String, options: TrainingOptions, imageCount: Int, quiet: Bool,
    _ processes: any Communicator = SingleProcess()
  ) throws {
    names = options.scoreNames
    reports = try TrainingReports(
      folder: output, title: options.modelName, imageCount: imageCount, names: names)
    self.output = output
    self.quiet = quiet
    self.processes = processes
  }

  func didFinishBatch(_ progress: TrainingProgress) {
    guard !quiet else { return }
    if bar == nil {
      bar = ProgressBar(
        "Epoch \(progress.epoch)/\(progress.epochCount)", total: progress.totalCount,
        style: .automatic(quiet: quiet))
      shownCount = 0
    }
    let note = String(
      format: "%.1f images/s, loss %.4f, \(names.shortTraining) %.4f",
      Double(progress.recentCount) / max(progress.seconds, 1e-9), progress.loss,
      progress.accuracy)
    bar?.advance(by: progress.imageCount - shownCount, note: note)
    shownCount = progress.imageCount
  }

  func didFinishEpoch(
    _ history: [EpochRecord], decision: EpochRule.Decision, previousBest: Double?
  ) throws {
    finish()
    try reports.update(history)
    guard let record = history.last, !quiet else { return }
    let score = "val_\(names.shortValidation)"
    Console.complain(
      String(
        format:
          "Epoch %05d: %.1f s (%.1f s waiting for pictures\(waitingForOthers())), loss %.4f, "
          + "\(names.shortTraining) %.4f, val_loss %.4f, \(score) %.4f",
        record.epoch, record.seconds, record.stalledSeconds, record.trainingLoss,
        record.trainingAccuracy,
        record.validationLoss, record.validationAccuracy))
    let epoch = String(format: "Epoch %05d:", record.epoch)
    let best = previousBest.map { String(format: "%.5f", $0) } ?? "-inf"
    if decision.isBest {
      Console.complain(
        "\(epoch) \(score) improved from \(best) to "
          + String(format: "%.5f", record.validationAccuracy)
          + ", saving model to \(Path.join(output, RunFolder.modelFile))")
    } else {
      Console.complain("\(epoch) \(score) did not improve from \(best)")
    }
    if let rate = decision.loweredRate {
      Console.complain("\(epoch) ReduceLROnPlateau reducing learning rate to \(rate).")
    }
    if decision.stops { Console.complain("\(epoch) early stopping") }
  }

  private func waitingForOthers() -> String {
    guard processes.size > 1 else { return "" }
    defer { waitedSeconds = processes.waitedSeconds }
    return String(format: ", %.1f s for other processes", processes.waitedSeconds - waitedSeconds)
  }

  /// Ends the bar's line.
  func finish() {
    bar?.finish()
    bar = nil
  }
}
