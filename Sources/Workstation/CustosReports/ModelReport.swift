public import CustosDataSet
public import CustosEvaluation
import CustosImage
public import CustosPlatform
public import CustosSupport
public import CustosTraining

/// A page for people about a model and how it does on labelled pictures, with its two pictures.
///
/// The page needs nothing but itself: pictures are part of it, nothing is fetched, no program runs.
/// The same contents give the same bytes.
public struct ModelReport {
  /// Patches on the contact sheet.
  private static let worstCount = 24

  let model: ModelDescription
  let evaluation: Evaluation
  let worst: [WorstPatch]
  let run: RunRecord?
  let history: [EpochRecord]
  let penalty: Double?
  let tables: [ReportTable]
  let time: String
  let confusionPicture: EncodedPicture
  let worstPicture: EncodedPicture

  /// Puts a report together.
  ///
  /// - Parameters:
  ///   - evaluation: how the model does.
  ///   - store: the pictures that were evaluated.
  ///   - run: the run that the model comes from, if it is known.
  ///   - history: the epochs of that run; may be empty.
  ///   - penalty: what the L2 penalty adds to the loss; nil where it is not known.
  ///   - tables: further sections, such as what int8 costs at each layer.
  ///   - time: when the report is made.
  /// - Throws: `FileError.image` when a picture cannot be read any more.
  public init(
    model: ModelDescription, evaluation: Evaluation, store: PatchStore, run: RunRecord? = nil,
    history: [EpochRecord] = [], penalty: Double? = nil, tables: [ReportTable] = [],
    time: String = UTCTime.now
  ) throws {
    self.model = model
    self.evaluation = evaluation
    self.run = run
    self.history = history
    self.penalty = penalty
    self.tables = tables
    self.time = time
    worst = try evaluation.worst(Self.worstCount, in: store)
    let title = "\(model.name) on \(evaluation.list.items.count) patches"
    confusionPicture = try EncodedPicture(
      ConfusionPlot.picture(of: evaluation.confusion, title: title), as: .png,
      name: RunFolder.confusionFile)
    worstPicture = try EncodedPicture(
      ContactSheet.picture(of: worst, title: "\(title): highest loss first"), as: .png,
      name: RunFolder.worstFile)
  }

  /// Whether a folder holds a file of a report.
  public static func isPresent(in folder: String) -> Bool {
    RunFolder.reportFiles.contains { FileSystem.kind(of: Path.join(folder, $0)) != .missing }
  }

  /// Writes page and pictures into a folder, which is created if need be; each file whole or not at
  /// all, the page last.
  ///
  /// - Parameter replacing: whether files of an earlier report may be overwritten.
  /// - Throws: `FileError.platform`, `.image`.
  public func write(to folder: String, replacing: Bool) throws(FileError) {
    let contents = [confusionPicture.bytes, worstPicture.bytes, [UInt8](try html().utf8)]
    do throws(PlatformError) {
      try FileSystem.createDirectories(folder)
      for path in RunFolder.reportFiles.map({ Path.join(folder, $0) }) {
        guard replacing || FileSystem.kind(of: path) == .missing else { throw .exists(path: path) }
      }
      for (name, bytes) in zip(RunFolder.reportFiles, contents) {
        try FileSystem.write(bytes, to: Path.join(folder, name), replacing: replacing)
      }
    } catch {
      throw .platform(error)
    }
  }

  /// The page.
  ///
  /// - Throws: `FileError.image` when a picture cannot be encoded.
  func html() throws(FileError) -> String {
    let title = "\(model.name) · custos report"
    var sections = [headSection, distanceSection, confusionSection, classSection]
    sections.append(try worstSection())
    sections += tables.map(\.html)
    if !history.isEmpty { sections.append(try historySection()) }
    if let run { sections += [recipeSection(run), dataSection(run)] }
    sections.append(modelSection)
    return HTML.page(title: title, style: ReportStyle.text, sections: sections)
  }
}
