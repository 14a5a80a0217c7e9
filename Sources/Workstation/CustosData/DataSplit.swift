import CustosImage
import CustosPlatform
import Foundation

/// Copies pictures into `training/`, `validation/` and `test/`, one folder a class in each.
public struct DataSplit: Sendable {
  /// What a split has done.
  public struct Report: Sendable {
    /// The plan that was carried out.
    public let plan: SplitPlan
    /// Classes too small to give a picture to validation or test, with their number of pictures.
    public let small: [(name: String, count: Int)]
    /// What was left out.
    public let skipped: [DataError]
  }

  /// How pictures that are alike are kept together.
  public var grouping = SplitPlan.Grouping.none
  /// Decides the draw.
  public var seed: UInt64 = 1
  /// Whether files that are no pictures and empty classes are left out and reported instead of
  /// ending the split.
  public var skipsBad = false

  /// A split by picture with seed 1.
  public init() {}

  /// Splits the class folders of `data` into three folders inside `output`.
  ///
  /// Split folders that are there already are deleted, but only once the new ones are complete; they
  /// are never deleted when they hold anything but pictures in class folders. `data` and `output`
  /// may be the same folder; only then are `training`, `validation` and `test` no class names.
  ///
  /// - Parameter announce: called with each line of the report, in order.
  /// - Throws: `DataError`.
  public func run(
    data: String, output: String, announce: (String) -> Void = { _ in }
  ) throws(DataError) -> Report {
    let parts = SplitPlan.Part.allCases
    let isInPlace = FileSystem.realPath(output) == FileSystem.realPath(data)
    let pictures = try PictureFolder(
      data, ignoring: isInPlace ? Set(parts.map(\.rawValue)) : [])
    if let first = pictures.bad.first, !skipsBad { throw first }
    guard !pictures.classes.isEmpty else {
      throw .nothingLeft(
        place: data, wanted: "class folders with pictures", skipped: pictures.bad)
    }
    let plan = try SplitPlan(classes: pictures.classes, grouping: grouping, seed: seed)
    let folders = try SplitFolders(output)
    do throws(DataError) {
      announce("Splitting data into training, validation and test sets...")
      for item in pictures.classes {
        for part in parts {
          let files = plan.files[part]?[item.name] ?? []
          announce("Copying \(files.count) \(part.rawValue) files of \(item.name)...")
          try folders.copy(
            files, from: Path.join(data, item.name), part: part, className: item.name)
        }
      }
      if folders.hasOld { announce("Deleting split directories...") }
      try folders.commit()
    } catch {
      folders.discard()
      throw error
    }
    let small = pictures.classes.filter {
      plan.count(.validation, of: $0.name) == 0 || plan.count(.test, of: $0.name) == 0
    }
    return Report(
      plan: plan, small: small.map { ($0.name, $0.files.count) }, skipped: pictures.bad)
  }

  /// The folder for the split of `data` unless another one is asked for: `<data>-split` beside it.
  public static func defaultOutput(for data: String) -> String {
    // Behind the bare text `.-split` would be a hidden folder among the classes.
    URL(fileURLWithPath: data).standardizedFileURL.path + "-split"
  }
}

/// The three folders of a split while they are made.
private struct SplitFolders {
  private let folders: [SplitPlan.Part: OutputFolder]
  /// Whether an earlier split is replaced.
  let hasOld: Bool

  init(_ output: String) throws(DataError) {
    guard !output.isEmpty else { throw .outputUnusable(path: output, reason: "it has no name") }
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

  func commit() throws(DataError) {
    try OutputFolder.commit(SplitPlan.Part.allCases.compactMap { folders[$0] })
  }

  func discard() {
    for folder in folders.values { folder.discard() }
  }
}
