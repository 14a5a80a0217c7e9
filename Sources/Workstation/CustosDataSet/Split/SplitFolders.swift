import CustosImage
import CustosPlatform

/// The folders `training/`, `validation/` and `test/` of one split while they are made.
struct SplitFolders {
  private let folders: [SplitPlan.Part: OutputFolder]
  /// Whether an earlier split is replaced.
  let hasOld: Bool

  /// Prepares the three folders inside `output`, which is created where it is missing.
  ///
  /// - Throws: `DataError.outputForeign`, `.outputUnusable` or `.platform`.
  init(_ output: String) throws(DataError) {
    var folders: [SplitPlan.Part: OutputFolder] = [:]
    var hasOld = false
    do throws(DataError) {
      do throws(PlatformError) { try FileSystem.createDirectories(output) } catch {
        throw .platform(error)
      }
      for part in SplitPlan.Part.allCases {
        let path = Path.join(output, part.rawValue)
        if FileSystem.kind(of: path) == .directory { hasOld = true }
        folders[part] = try OutputFolder(path, replacing: true) { file in
          file.split(separator: "/").count == 2 && ImageFormat(namedBy: file) != nil
        }
      }
    } catch {
      for folder in folders.values { folder.discard() }
      throw error
    }
    self.folders = folders
    self.hasOld = hasOld
  }

  /// Copies the files of a class from the folder `source` into its folder of a set.
  func copy(
    _ files: [String], from source: String, part: SplitPlan.Part, className: String
  ) throws(DataError) {
    guard let folder = folders[part] else { return }
    try folder.createSubfolder(className)
    for file in files {
      let bytes: [UInt8]
      do throws(PlatformError) { bytes = try FileSystem.read(Path.join(source, file)) } catch {
        throw .platform(error)
      }
      try folder.write(bytes, to: "\(className)/\(file)")
    }
  }

  /// Puts all new folders of several splits into their places together.
  static func commit(_ splits: [SplitFolders]) throws(DataError) {
    try OutputFolder.commit(
      splits.flatMap { split in SplitPlan.Part.allCases.compactMap { split.folders[$0] } })
  }

  /// Removes what was written so far.
  func discard() {
    for folder in folders.values { folder.discard() }
  }
}
