import CustosImage
import CustosPlatform
import Foundation

/// Keeps a run's reports up to date: `history.csv`, `history.png` and TensorBoard's `logs/`.
///
/// The table and the picture are written anew after every epoch, whole or not at all. Event files
/// hold the tags `epoch_loss` and `epoch_accuracy` under `logs/train` and `logs/validation`, and
/// `epoch_learning_rate` and `epoch_images_per_second` under `logs/train`; a resumed run starts new
/// ones that go on behind the last epoch of the table, which TensorBoard shows as one curve. At the
/// end `logs/test` gets loss and accuracy of the kept weights at their epoch and the report's
/// pictures.
public final class TrainingReports {
  /// Name of the table in the run's folder.
  public static let tableFile = "history.csv"
  /// Name of the picture in the run's folder.
  public static let plotFile = "history.png"
  /// Name of the folder for TensorBoard in the run's folder.
  public static let logFolder = "logs"

  private let folder: String
  private let title: String
  private let imageCount: Int
  private var loggedEpochs: Int
  private var trainingLog: EventFile?
  private var validationLog: EventFile?

  /// Prepares the reports of a run in `folder`; nothing is written yet.
  ///
  /// - Parameters:
  ///   - title: what is trained, such as `vgg4`; stands above the curves.
  ///   - imageCount: training pictures of an epoch.
  /// - Throws: `TrainingError.platform` when the table of an earlier part cannot be read.
  public init(folder: String, title: String, imageCount: Int) throws(TrainingError) {
    self.folder = folder
    self.title = title
    self.imageCount = imageCount
    let table = Path.join(folder, Self.tableFile)
    guard FileSystem.kind(of: table) == .file else {
      loggedEpochs = 0
      return
    }
    do {
      loggedEpochs = HistoryTable.epochCount(of: try FileSystem.read(table))
    } catch {
      throw .platform(error)
    }
  }

  /// Writes the reports of the epochs up to now; `history` holds all of them, the latest last.
  ///
  /// - Throws: `TrainingError.platform` or `.picture`.
  public func update(_ history: [EpochRecord]) throws(TrainingError) {
    do throws(PlatformError) {
      // The table comes last: it says which epochs are logged.
      try log(history)
      try FileSystem.write(
        HistoryTable.text(of: history, imageCount: imageCount),
        to: Path.join(folder, Self.tableFile), replacing: true)
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

  /// Shows the test of the kept weights in TensorBoard.
  ///
  /// - Parameters:
  ///   - loss: mean loss over the test pictures, L2 penalty included.
  ///   - epoch: the epoch of the weights.
  /// - Throws: `TrainingError.platform`.
  public func logTest(
    _ report: ModelReport, loss: Double, epoch: Int
  ) throws(TrainingError) {
    let time = Date().timeIntervalSince1970
    let accuracy = report.evaluation.report.accuracy
    do throws(PlatformError) {
      let log = try EventFile(
        folder: Path.join(Path.join(folder, Self.logFolder), Self.logParts[2]), time: time)
      try log.append(
        [("epoch_loss", loss), ("epoch_accuracy", accuracy)], step: epoch, time: time)
      try log.append(report.confusionPicture, tag: "confusion", step: epoch, time: time)
      try log.append(report.worstPicture, tag: "worst", step: epoch, time: time)
    } catch {
      throw .platform(error)
    }
  }

  /// The event files below `folder`.
  static func eventFiles(in folder: String) throws(PlatformError) -> [String] {
    var files: [String] = []
    for part in logParts {
      let path = Path.join(Path.join(folder, logFolder), part)
      guard FileSystem.kind(of: path) == .directory else { continue }
      for name in try FileSystem.list(path) where name.hasPrefix(EventFile.prefix) {
        files.append(Path.join(path, name))
      }
    }
    return files
  }

  private static let logParts = ["train", "validation", "test"]

  private func log(_ history: [EpochRecord]) throws(PlatformError) {
    let time = Date().timeIntervalSince1970
    let fresh = history.filter { $0.epoch > loggedEpochs }
    guard let last = fresh.last else { return }
    let logs = Path.join(folder, Self.logFolder)
    if trainingLog == nil {
      trainingLog = try EventFile(folder: Path.join(logs, Self.logParts[0]), time: time)
    }
    if validationLog == nil {
      validationLog = try EventFile(folder: Path.join(logs, Self.logParts[1]), time: time)
    }
    for record in fresh {
      try trainingLog?.append(
        [
          ("epoch_loss", record.trainingLoss), ("epoch_accuracy", record.trainingAccuracy),
          ("epoch_learning_rate", record.learningRate),
          ("epoch_images_per_second", record.imagesPerSecond(imageCount: imageCount)),
        ], step: record.epoch, time: time)
      try validationLog?.append(
        [("epoch_loss", record.validationLoss), ("epoch_accuracy", record.validationAccuracy)],
        step: record.epoch, time: time)
    }
    loggedEpochs = last.epoch
  }
}
