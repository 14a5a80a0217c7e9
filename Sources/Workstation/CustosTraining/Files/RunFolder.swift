import CustosPlatform

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The files that a training run keeps in its folder.
public enum RunFolder {
  // The state goes first: a run whose removal was cut short cannot be resumed by mistake.
  private static let files =
    [
      Trainer.stateFile, Trainer.modelFile, RunRecord.file, TrainingReports.tableFile,
      TrainingReports.plotFile,
    ] + ModelReport.files

  /// Whether the folder holds a file of a run.
  public static func holdsRun(_ folder: String) -> Bool {
    files.contains { FileSystem.kind(of: Path.join(folder, $0)) != .missing }
  }

  /// Takes the folder for a run, for as long as the result is held, and removes what writes that were
  /// cut short have left.
  ///
  /// - Throws: `TrainingError.platform`, with `.inUse` when another run has the folder.
  public static func occupy(_ folder: String) throws(TrainingError) -> FolderLock {
    do throws(PlatformError) {
      try FileSystem.createDirectories(folder)
      let lock = try FolderLock(folder)
      try FileSystem.removeTemporaries(in: folder)
      return lock
    } catch {
      throw .platform(error)
    }
  }

  /// Removes a folder that nothing was written to.
  public static func abandon(_ folder: String) {
    _ = rmdir(folder)
  }

  /// Removes the files of the run that the folder holds; others stay.
  ///
  /// - Throws: `TrainingError.platform`.
  public static func clear(_ folder: String) throws(TrainingError) {
    do throws(PlatformError) {
      for file in files.map({ Path.join(folder, $0) }) where FileSystem.kind(of: file) == .file {
        try FileSystem.remove(file)
      }
      for log in try TrainingReports.eventFiles(in: folder) { try FileSystem.remove(log) }
    } catch {
      throw .platform(error)
    }
  }
}
