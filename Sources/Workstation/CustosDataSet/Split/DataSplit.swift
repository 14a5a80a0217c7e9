import CustosPlatform
import Foundation

/// Copies pictures into `training/`, `validation/` and `test/`, one folder a class in each; for
/// cross-validation into `fold-1/`, `fold-2/` and so on with three such folders each.
public struct DataSplit: Sendable {
  /// What a split has done.
  public struct Report: Sendable {
    /// The plans that were carried out: one, or one per fold.
    public let plans: [SplitPlan]
    /// Classes too small to give a picture to every validation and test set, with their number of
    /// pictures.
    public let small: [(name: String, count: Int)]
    /// What was left out.
    public let skipped: [DataError]

    /// The plan of a single split, or of the first fold.
    public var plan: SplitPlan { plans[0] }
  }

  /// How pictures that are alike are kept together.
  public var grouping = SplitPlan.Grouping.none
  /// The number of folds, at least 3; nil for a single split.
  public var folds: Int?
  /// Decides the draw.
  public var seed: UInt64 = 1
  /// Whether files that are no pictures and empty classes are left out and reported instead of
  /// ending the split.
  public var skipsBad = false
  /// How much may be left out.
  public var badLimit = BadInputLimit.none

  /// A split by picture with seed 1.
  public init() {}

  /// Splits the class folders of `data` into three folders inside `output`, or inside each of its
  /// folders `fold-N`.
  ///
  /// Split folders that are there already are deleted, but only once the new ones are complete;
  /// they are never deleted when they hold anything but pictures in class folders. `data` and
  /// `output` may be the same folder; only then are the names of the new folders no class names.
  ///
  /// - Parameter announce: called with each line of the report, in order.
  /// - Throws: `DataError`.
  public func run(
    data: String, output: String, announce: (String) -> Void = { _ in }
  ) throws(DataError) -> Report {
    let isInPlace = FileSystem.realPath(output) == FileSystem.realPath(data)
    let pictures = try PictureFolder(
      data, ignoring: isInPlace ? Set(SplitPlan.Part.allCases.map(\.rawValue) + foldNames) : [])
    if let first = pictures.bad.first, !skipsBad { throw first }
    guard !pictures.classes.isEmpty else {
      throw .nothingLeft(
        place: data, wanted: "class folders with pictures", skipped: pictures.bad)
    }
    try badLimit.check(
      pictures.bad.map(\.message), goodCount: pictures.classes.reduce(0) { $0 + $1.files.count },
      in: data)
    let plans = try makePlans(pictures)
    guard !output.isEmpty else { throw .outputUnusable(path: output, reason: "it has no name") }
    try refuseOtherFolds(in: output)
    var folders: [SplitFolders] = []
    do throws(DataError) {
      let places = folds == nil ? [output] : foldNames.map { Path.join(output, $0) }
      for place in places { folders.append(try SplitFolders(place)) }
      announce("Splitting data into training, validation and test sets...")
      for (fold, plan) in plans.enumerated() {
        try copy(pictures, by: plan, fold: fold, into: folders[fold], announce)
      }
      if folders.contains(where: \.hasOld) { announce("Deleting split directories...") }
      try SplitFolders.commit(folders)
    } catch {
      for folder in folders { folder.discard() }
      throw error
    }
    let small = pictures.classes.filter { item in
      plans.contains {
        plan in SplitPlan.Part.allCases.contains { plan.count($0, of: item.name) == 0 }
      }
    }
    return Report(
      plans: plans, small: small.map { ($0.name, $0.files.count) }, skipped: pictures.bad)
  }

  /// The folder for the split of `data` unless another one is asked for: `<data>-split` beside it.
  public static func defaultOutput(for data: String) -> String {
    // Behind the bare text `.-split` would be a hidden folder among the classes.
    URL(fileURLWithPath: data).standardizedFileURL.path + "-split"
  }

  private var foldNames: [String] { (0..<(folds ?? 0)).map { "fold-\($0 + 1)" } }

  private func makePlans(_ pictures: PictureFolder) throws(DataError) -> [SplitPlan] {
    if grouping == .byPage {
      for item in pictures.classes {
        for file in item.files where PageName.of(file) == nil {
          throw .pageUnknown(path: Path.join(Path.join(pictures.path, item.name), file))
        }
      }
    }
    guard let folds else {
      return [try SplitPlan(classes: pictures.classes, grouping: grouping, seed: seed)]
    }
    return try FoldDraw(count: folds, classes: pictures.classes, grouping: grouping)
      .plans(seed: seed)
  }

  /// Folds of an earlier split into more of them would pass for folds of this one.
  private func refuseOtherFolds(in output: String) throws(DataError) {
    guard folds != nil, FileSystem.kind(of: output) == .directory else { return }
    for name in try FileSystem.visibleNames(in: output) where !foldNames.contains(name) {
      guard name.hasPrefix("fold-"), name.dropFirst(5).isDecimalNumber else { continue }
      // Empty ones are left by a split that failed.
      guard try !FileSystem.visibleNames(in: Path.join(output, name)).isEmpty else { continue }
      throw .outputForeign(path: output, entry: name)
    }
  }

  private func copy(
    _ pictures: PictureFolder, by plan: SplitPlan, fold: Int, into folders: SplitFolders,
    _ announce: (String) -> Void
  ) throws(DataError) {
    let parts = SplitPlan.Part.allCases
    if folds != nil {
      let counts = parts.map { part in
        let count = pictures.classes.reduce(0) { $0 + plan.count(part, of: $1.name) }
        return "\(count) \(part.rawValue)"
      }
      announce("Copying \(counts.joined(separator: ", ")) files of fold \(fold + 1)...")
    }
    for item in pictures.classes {
      for part in parts {
        let files = plan.files[part]?[item.name] ?? []
        if folds == nil {
          announce("Copying \(files.count) \(part.rawValue) files of \(item.name)...")
        }
        try folders.copy(
          files, from: Path.join(pictures.path, item.name), part: part, className: item.name)
      }
    }
  }
}
