public import CustosDataSet
import CustosImage
public import CustosPlatform
import CustosSupport

/// Makes training patches of the labels that people have corrected on the live page.
public enum FeedbackImport {
  /// Cuts the patches of all labels in `store` to
  /// `OUTPUT/<label>/<picture file name>-<symbol>.png`.
  ///
  /// The output appears whole or not at all and does not depend on the number of threads. Damaged
  /// entries are left out and reported.
  ///
  /// - Parameters:
  ///   - grouping: `.staffPosition` takes the labels that were given, `.className` the classes that were
  ///     given beside staff positions.
  ///   - replacing: whether the output of an earlier run may be replaced.
  ///   - start: called once with the number of labels.
  ///   - progress: called after each label.
  /// - Throws: `DataError` when nothing is left or the system fails.
  public static func run(
    store: String, output: String, grouping: PatchExtraction.Grouping = .staffPosition,
    replacing: Bool, pool: ThreadPool,
    start: (_ labelCount: Int) -> Void = { _ in }, progress: () -> Void = {}
  ) throws(DataError) -> PatchExtraction.Report {
    let paths = try FeedbackLabel.find(in: store)
    let folder = try OutputFolder(output, replacing: replacing, isOwn: PatchExtraction.isPatchFile)
    var report = PatchExtraction.Report()
    var otherCount = 0
    start(paths.count)
    do throws(DataError) {
      var next = 0
      while next < paths.count {
        let batch = Array(paths[next..<min(next + pool.threadCount, paths.count)])
        let patches = pool.map(batch) { path in
          Result { () throws(DataError) in try patch(path, grouping) }
        }
        for result in patches {
          if try !take(result, into: folder, report: &report) { otherCount += 1 }
          progress()
        }
        next += batch.count
      }
      guard !report.counts.isEmpty else {
        throw .nothingLeft(
          place: store, wanted: "label that could be imported", skipped: report.skipped)
      }
      if otherCount > 0 {
        let isClass = grouping == .className
        report.warnings.append(
          "\(otherCount) corrections are of \(isClass ? "labels" : "classes") alone and are left out; import "
            + "them with --group_by \(isClass ? "staff_position" : "class_name").")
      }
      try folder.commit()
    } catch {
      folder.discard()
      throw error
    }
    return report
  }

  /// A patch's folder, name and PNG file.
  private typealias Patch = (group: String, name: String, bytes: [UInt8])

  private static func patch(
    _ path: String, _ grouping: PatchExtraction.Grouping
  ) throws(DataError) -> Patch? {
    guard let label = try FeedbackLabel(path, grouping) else { return nil }
    let pixels = try label.patch()
    do throws(ImageError) {
      return (label.label, label.patchName, try pixels.encoded(as: .png))
    } catch { throw .image(error, item: label.patchName) }
  }

  /// Returns false where the entry is of the other kind.
  private static func take(
    _ result: Result<Patch?, DataError>, into folder: OutputFolder,
    report: inout PatchExtraction.Report
  ) throws(DataError) -> Bool {
    switch result {
    case .failure(let error):
      guard error.isBadInput else { throw error }
      report.skipped.append(error)
    case .success(nil): return false
    case .success(let patch?):
      guard report.takes(patch.group) else {
        report.skipped.append(
          .feedback(
            path: patch.name,
            detail: "its label and an earlier one differ only in how accents are written"))
        return true
      }
      if report.counts[patch.group] == nil { try folder.createSubfolder(patch.group) }
      try folder.write(patch.bytes, to: "\(patch.group)/\(patch.name)")
      report.counts[patch.group, default: 0] += 1
    }
    return true
  }
}
