import CustosEvaluation
import CustosImage
import CustosPlatform
public import CustosSupport
import CustosTensorBoard
public import CustosTraining
import Foundation

/// Keeps a run's reports up to date: `history.csv`, `history.png` and TensorBoard's `logs/`.
///
/// The table and the picture are written anew after every epoch, whole or not at all. Event files
/// hold the tags `epoch_loss` and `epoch_accuracy`, or what else the scores are called, under
/// `logs/train` and `logs/validation`, and `epoch_learning_rate` and `epoch_images_per_second` under `logs/train`; a resumed run starts new
/// ones that go on behind the last epoch of the old ones, which TensorBoard shows as one curve. At the
/// end `logs/test` gets loss and accuracy of the kept weights at their epoch and the report's
/// pictures.
public final class TrainingReports {
  private let folder: String
  private let title: String
  private let imageCount: Int
  private let names: ScoreNames
  /// The last epoch in the event files of training and validation.
  private var loggedEpochs: [Int]
  private var logs: [EventFile?] = [nil, nil]

  /// Prepares the reports of a run in `folder`; nothing is written yet.
  ///
  /// - Parameters:
  ///   - title: what is trained, such as `vgg4`; stands above the curves.
  ///   - imageCount: training pictures of an epoch.
  ///   - names: of the scores.
  /// - Throws: `FileError.platform` when the event files of an earlier part cannot be read.
  public init(
    folder: String, title: String, imageCount: Int, names: ScoreNames = .accuracy
  ) throws(FileError) {
    self.folder = folder
    self.title = title
    self.imageCount = imageCount
    self.names = names
    do throws(PlatformError) {
      // Either may be an epoch ahead of the other when the run was killed in between.
      loggedEpochs = []
      for part in RunFolder.logParts.prefix(2) {
        loggedEpochs.append(
          try EventFile.lastStep(in: Path.join(Path.join(folder, RunFolder.logFolder), part)))
      }
    } catch {
      throw .platform(error)
    }
  }

  /// Writes the reports of the epochs up to now; `history` holds all of them, the latest last.
  ///
  /// - Throws: `FileError.platform` or `.image`.
  public func update(_ history: [EpochRecord]) throws(FileError) {
    do throws(PlatformError) {
      try log(history)
      try FileSystem.write(
        HistoryTable.text(of: history, imageCount: imageCount, names: names),
        to: Path.join(folder, RunFolder.tableFile), replacing: true)
    } catch {
      throw .platform(error)
    }
    let path = Path.join(folder, RunFolder.plotFile)
    do throws(ImageError) {
      try HistoryPlot.picture(of: history, title: title, names: names).write(
        to: path, replacing: true)
    } catch {
      throw .image(error, item: path)
    }
  }

  /// Shows the test of the kept weights in TensorBoard.
  ///
  /// - Parameters:
  ///   - loss: mean loss over the test pictures, L2 penalty included.
  ///   - epoch: the epoch of the weights.
  /// - Throws: `FileError.platform`.
  public func logTest(
    _ report: ModelReport, loss: Double, epoch: Int
  ) throws(FileError) {
    let time = Date().timeIntervalSince1970
    let accuracy = report.evaluation.report.accuracy
    do throws(PlatformError) {
      let log = try EventFile(
        folder: Path.join(Path.join(folder, RunFolder.logFolder), RunFolder.logParts[2]), time: time
      )
      try log.append(
        [("epoch_loss", loss), ("epoch_accuracy", accuracy)], step: epoch, time: time)
      try log.append(report.confusionPicture, tag: "confusion", step: epoch, time: time)
      try log.append(report.worstPicture, tag: "worst", step: epoch, time: time)
    } catch {
      throw .platform(error)
    }
  }

  /// Shows the test of a page network's kept weights in TensorBoard.
  ///
  /// - Parameter epoch: the epoch of the weights.
  /// - Throws: `FileError.platform`.
  public func logTest(_ report: PageReport, epoch: Int) throws(FileError) {
    let time = Date().timeIntervalSince1970
    let score = report.test.result.scores.all
    do throws(PlatformError) {
      let log = try EventFile(
        folder: Path.join(Path.join(folder, RunFolder.logFolder), RunFolder.logParts[2]), time: time
      )
      let figures = [("box_F", score.f), ("pitch_F", score.pitchF)]
      try log.append(
        figures.compactMap { tag, value in value.map { (tag, $0) } }, step: epoch, time: time)
      for item in report.ranked.items {
        try log.append(
          item.picture, tag: "\(item.rank.rawValue)_page", step: epoch, time: time)
      }
    } catch {
      throw .platform(error)
    }
  }

  private func log(_ history: [EpochRecord]) throws(PlatformError) {
    let time = Date().timeIntervalSince1970
    for (index, part) in RunFolder.logParts.prefix(2).enumerated() {
      let fresh = history.filter { $0.epoch > loggedEpochs[index] }
      guard !fresh.isEmpty else { continue }
      if logs[index] == nil {
        logs[index] = try EventFile(
          folder: Path.join(Path.join(folder, RunFolder.logFolder), part), time: time)
      }
      for record in fresh {
        try logs[index]?.append(
          values(of: record, part: index), step: record.epoch, time: time)
        loggedEpochs[index] = record.epoch
      }
    }
  }

  /// What an epoch gives to training (part 0) and validation (1).
  private func values(of record: EpochRecord, part: Int) -> [(tag: String, value: Double)] {
    part == 0
      ? [
        ("epoch_loss", record.trainingLoss),
        ("epoch_\(names.training)", record.trainingAccuracy),
        ("epoch_learning_rate", record.learningRate),
        ("epoch_images_per_second", record.imagesPerSecond(imageCount: imageCount)),

      ]
      : [
        ("epoch_loss", record.validationLoss),
        ("epoch_\(names.validation)", record.validationAccuracy),
      ]
  }
}
