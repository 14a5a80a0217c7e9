public import CustosEvaluation
public import CustosPlatform
import CustosSupport

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
public import Darwin
#endif

/// The folder of a training run: the one place that knows the names of its files.
public enum RunFolder {
  /// The best weights.
  public static let modelFile = "model.safetensors"
  /// What a run is resumed from.
  public static let stateFile = "state.safetensors"
  /// The table of the epochs.
  public static let tableFile = "history.csv"
  /// The picture of the curves.
  public static let plotFile = "history.png"
  /// The page about the whole run.
  public static let pageFile = "report.html"
  /// The picture of the confusion matrix.
  public static let confusionFile = "confusion.png"
  /// The contact sheet of the worst patches.
  public static let worstFile = "worst.png"
  /// The folder for TensorBoard.
  public static let logFolder = "logs"
  /// The folders of the event files below `logFolder`.
  public static let logParts = ["train", "validation", "test"]
  /// The files of a report; the page is written last.
  public static let reportFiles = [confusionFile, worstFile, pageFile]

  /// The picture of a page that a page network has read, `best-page.png` and so on.
  public static func pagePicture(_ rank: PageTest.Rank) -> String { "\(rank.rawValue)-page.png" }

  // The state goes first: a run whose removal was cut short cannot be resumed by mistake.
  private static let files =
    [stateFile, modelFile, RunRecord.file, tableFile, plotFile] + reportFiles
    + PageTest.Rank.allCases.map(pagePicture)

  /// Whether the folder holds a file of a run.
  public static func holdsRun(_ folder: String) -> Bool {
    files.contains { FileSystem.kind(of: Path.join(folder, $0)) != .missing }
  }

  /// Takes the folder for a run, for as long as the result is held, and removes what writes that were
  /// cut short have left.
  ///
  /// - Throws: `PlatformError`, with `.inUse` when another run has the folder.
  public static func occupy(_ folder: String) throws(PlatformError) -> FolderLock {
    try FileSystem.createDirectories(folder)
    let lock = try FolderLock(folder)
    try FileSystem.removeTemporaries(in: folder)
    return lock
  }

  /// Removes a folder that nothing was written to.
  public static func abandon(_ folder: String) {
    _ = rmdir(folder)
  }

  /// Removes the files of the run that the folder holds; others stay.
  ///
  /// - Throws: `PlatformError`.
  public static func clear(_ folder: String) throws(PlatformError) {
    for file in files.map({ Path.join(folder, $0) }) where FileSystem.kind(of: file) == .file {
      try FileSystem.remove(file)
    }
    for log in try eventFiles(in: folder) { try FileSystem.remove(log) }
  }

  /// The event files below the folder of a run.
  static func eventFiles(in folder: String) throws(PlatformError) -> [String] {
    var files: [String] = []
    for part in logParts {
      let path = Path.join(Path.join(folder, logFolder), part)
      guard FileSystem.kind(of: path) == .directory else { continue }
      for name in try FileSystem.list(path) where name.hasPrefix(EventFileName.prefix) {
        files.append(Path.join(path, name))
      }
    }
    return files
  }
}
