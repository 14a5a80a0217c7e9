import CustosImage
import CustosPlatform
import Foundation

/// Keeps a run's reports up to date: `history.csv`, `history.png` and TensorBoard's `logs/`.
///
/// The table and the picture are written anew after every epoch, whole or not at all. Event files
/// hold the tags `epoch_loss` and `epoch_accuracy` under `logs/train` and `logs/validation`, and
/// `epoch_learning_rate` under `logs/train`; a resumed run starts new ones that go on at its epoch,
/// which TensorBoard shows as one curve.
public final class TrainingReports {
  /// Name of the table in the run's folder.
  public static let tableFile = "history.csv"
  /// Name of the picture in the run's folder.
  public static let plotFile = "history.png"
  /// Name of the folder for TensorBoard in the run's folder.
  public static let logFolder = "logs"

  private let folder: String
  private let title: String
  private var loggedEpochs = 0
  private var trainingLog: EventFile?
  private var validationLog: EventFile?

  /// Prepares the reports of a run in `folder`; nothing is written yet.
  ///
  /// - Parameters:
  ///   - title: what is trained, such as `vgg4`; stands above the curves.
  ///   - loggedEpochs: epochs that an earlier part of a resumed run has logged already.
  public init(folder: String, title: String, loggedEpochs: Int = 0) {
    self.folder = folder
    self.title = title
    self.loggedEpochs = loggedEpochs
  }

  /// Writes the reports of the epochs up to now; `history` holds all of them, the latest last.
  ///
  /// - Throws: `TrainingError.platform` or `.picture`.
  public func update(_ history: [EpochRecord]) throws(TrainingError) {
    do throws(PlatformError) {
      try FileSystem.write(
        HistoryTable.text(of: history), to: Path.join(folder, Self.tableFile), replacing: true)
      try log(history)
    } catch {
      throw .platform(error)
    }
    let path = Path.join(folder, Self.plotFile)
    do throws(ImageError) {
      try HistoryPlot.picture(of: history, title: title).write(to: path, replacing: true)
    } catch {
      throw .picture(path: path, error)
    }
  }

  private func log(_ history: [EpochRecord]) throws(PlatformError) {
    let time = Date().timeIntervalSince1970
    let fresh = history.filter { $0.epoch > loggedEpochs }
    guard let last = fresh.last else { return }
    let logs = Path.join(folder, Self.logFolder)
    if trainingLog == nil {
      trainingLog = try EventFile(folder: Path.join(logs, "train"), time: time)
    }
    if validationLog == nil {
      validationLog = try EventFile(folder: Path.join(logs, "validation"), time: time)
    }
    for record in fresh {
      try trainingLog?.append(
        [
          ("epoch_loss", record.trainingLoss), ("epoch_accuracy", record.trainingAccuracy),
          ("epoch_learning_rate", record.learningRate),
        ], step: record.epoch, time: time)
      try validationLog?.append(
        [("epoch_loss", record.validationLoss), ("epoch_accuracy", record.validationAccuracy)],
        step: record.epoch, time: time)
    }
    loggedEpochs = last.epoch
  }
}
