public import CustosDataSet
public import CustosImage
import CustosNotation
public import CustosPlatform
import CustosSupport

/// Cuts the patch of every annotated symbol out of its page: the data that a classifier learns from.
public struct PatchExtraction: Sendable {
  /// What the folders of patches are named after.
  public enum Grouping: String, CaseIterable, Sendable {
    /// The staff position, such as `L3`.
    case staffPosition = "staff_position"
    /// The class name, such as `semibrevis`.
    case className = "class_name"
  }

  /// What an extraction has done.
  public struct Report: Sendable {
    /// Number of patches per folder.
    public internal(set) var counts: [String: Int] = [:]
    /// Bad lines, images and pairs that were left out, in the order of the input.
    public internal(set) var skipped: [DataError] = []
    /// What is odd about the input but not wrong, each as a sentence.
    public internal(set) var warnings: [String] = []
    /// The folders by their text, which is equal in different forms of Unicode.
    private var groups: [String: String] = [:]

    /// Notes the folder of a symbol; false where an earlier one is the same text in other bytes.
    mutating func takes(_ group: String) -> Bool {
      let first = groups[group] ?? group
      groups[group] = first
      return first.utf8.elementsEqual(group.utf8)
    }
  }

  /// What the folders are named after.
  public var grouping = Grouping.staffPosition
  /// Whether symbols of classes without a semantic staff position are left out.
  public var ignoresClassesWithoutPosition = false
  /// Whether patches are filled up by reflection so that the symbol is always in the centre.
  public var addsPadding = false
  /// Columns of a patch.
  public var width = 224
  /// Rows of a patch.
  public var height = 448
  /// What becomes of the pages' marks of rotation.
  public var rotation = RotationMark.followed
  /// Whether bad lines and images are left out and reported instead of ending the extraction.
  public var skipsBad = false
  /// How much may be left out.
  public var badLimit = BadInputLimit.none

  /// An extraction with the reference's defaults: by staff position, 224 x 448, every class, no
  /// padding.
  public init() {}

  /// Extracts the patches of all pages of `dataset` to `OUTPUT/<group>/<page file name>-<line>.png`.
  ///
  /// The output appears whole or not at all and does not depend on the number of threads.
  ///
  /// - Parameters:
  ///   - replacing: whether an earlier extraction's output may be replaced.
  ///   - start: called once with the number of pages.
  ///   - progress: called after each page.
  /// - Throws: `DataError`: the first bad input in the order of names and lines (unless bad input is
  ///   skipped), or a failure of the system.
  public func run(
    dataset: String, output: String, replacing: Bool, pool: ThreadPool,
    start: (_ pageCount: Int) -> Void = { _ in }, progress: () -> Void = {}
  ) throws(DataError) -> Report {
    var (pages, unpaired) = try AnnotatedPage.find(in: dataset)
    for index in pages.indices { pages[index].rotation = rotation }
    var report = Report()
    if let first = unpaired.first, !skipsBad { throw first }
    report.skipped = unpaired
    let folder = try OutputFolder(output, replacing: replacing) { file in
      Self.isPatchFile(file)
    }
    start(pages.count)
    do throws(DataError) {
      var next = 0
      while next < pages.count {
        // One page a thread at a time, then all their symbols: memory stays bounded, and a single
        // page still keeps every thread busy.
        let batch = Array(pages[next..<min(next + pool.threadCount, pages.count)])
        try extract(batch, into: folder, pool: pool, report: &report)
        for _ in batch { progress() }
        next += batch.count
      }
      if report.counts.isEmpty {
        let wanted = "symbol that could be extracted"
        guard report.skipped.isEmpty else {
          throw .nothingLeft(place: dataset, wanted: wanted, skipped: report.skipped)
        }
        throw .nothingFound(folder: dataset, wanted: wanted)
      }
      try badLimit.check(
        report.skipped.map(\.message), goodCount: report.counts.values.reduce(0, +), in: dataset)
      try folder.commit()
    } catch {
      folder.discard()
      throw error
    }
    return report
  }

  private func extract(
    _ batch: [AnnotatedPage], into folder: OutputFolder, pool: ThreadPool, report: inout Report
  ) throws(DataError) {
    let loaded = pool.map(batch) { page in
      Result { () throws(DataError) in try LoadedPage(page, extraction: self) }
    }
    var jobs: [(page: LoadedPage, symbol: LoadedPage.Symbol)] = []
    for result in loaded {
      switch result {
      case .failure(let error):
        guard skipsBad, error.isBadInput else { throw error }
        report.skipped.append(error)
      case .success(let page):
        if let first = page.errors.first, !skipsBad { throw first }
        report.skipped += page.errors
        if let warning = page.warning { report.warnings.append(warning) }
        for symbol in page.symbols {
          guard report.takes(symbol.group) else {
            let error = DataError.classNameForm(
              name: symbol.group, file: page.source.annotations, line: symbol.line)
            guard skipsBad else { throw error }
            report.skipped.append(error)
            continue
          }
          jobs.append((page, symbol))
        }
      }
    }
    for job in jobs where report.counts[job.symbol.group] == nil {
      report.counts[job.symbol.group] = 0
      try folder.createSubfolder(job.symbol.group)
    }
    let written = pool.map(jobs) { job in
      Result { () throws(DataError) in try write(job.symbol, of: job.page, into: folder) }
    }
    for (job, result) in zip(jobs, written) {
      try result.get()
      report.counts[job.symbol.group, default: 0] += 1
    }
  }

  private func write(
    _ symbol: LoadedPage.Symbol, of page: LoadedPage, into folder: OutputFolder
  ) throws(DataError) {
    let name = "\(page.source.name)-\(symbol.line).png"
    let bytes: [UInt8]
    do throws(ImageError) {
      bytes = try page.image.patch(symbol.geometry).encoded(as: .png)
    } catch {
      throw .image(error, item: name)
    }
    try folder.write(bytes, to: "\(symbol.group)/\(name)")
  }

  /// Whether a file, named relative to the output, may be `<group>/<page file name>-<line>.png`.
  static func isPatchFile(_ file: String) -> Bool {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].hasSuffix(".png"),
      let hyphen = parts[1].lastIndex(of: "-")
    else { return false }
    let line = parts[1][hyphen...].dropFirst().dropLast(4)
    return line.isDecimalNumber && ImageFormat(namedBy: String(parts[1][..<hyphen])) != nil
  }
}
