import CustosEvaluation
import CustosImage
import CustosPages
public import CustosPlatform
public import CustosSupport
public import CustosTraining

/// A page for people about a run of a page network and how its best weights read annotated pages, with
/// pictures of the best, the median and the worst of them.
///
/// It needs nothing but itself, as `ModelReport`.
public struct PageReport {
  let model: ModelDescription
  let test: PageTrainingRun.Test
  let run: RunRecord
  let history: [EpochRecord]
  let time: String
  /// The pictures of pages.
  let ranked: RankedPages

  /// Puts a report together.
  ///
  /// - Parameters:
  ///   - model: the best weights.
  ///   - test: how they do.
  ///   - run: the finished run.
  ///   - history: its epochs.
  ///   - time: when the report is made.
  /// - Throws: `FileError.image` when a page cannot be read any more.
  public init(
    model: ModelDescription, test: PageTrainingRun.Test, run: RunRecord, history: [EpochRecord],
    time: String = UTCTime.now
  ) throws(FileError) {
    self.model = model
    self.test = test
    self.run = run
    self.history = history
    self.time = time
    ranked = try RankedPages(test.result)
  }

  /// Writes page and pictures into the folder of the run, in place of those of an earlier report; each file
  /// whole or not at all, the page last.
  ///
  /// - Throws: `FileError.platform`, `.image`.
  public func write(to folder: String) throws(FileError) {
    let page = try html()
    do throws(PlatformError) {
      for item in ranked.items {
        try FileSystem.write(
          item.picture.bytes, to: Path.join(folder, RunFolder.pagePicture(item.rank)),
          replacing: true)
      }
      try FileSystem.write(page, to: Path.join(folder, RunFolder.pageFile), replacing: true)
    } catch {
      throw .platform(error)
    }
  }

  /// The page.
  ///
  /// - Throws: `FileError.image` when a picture cannot be encoded.
  func html() throws(FileError) -> String {
    var sections = [headSection, scoreTable.html, try pictureSection(), pageTable.html]
    if !history.isEmpty {
      sections.append(
        try RunSections.history(
          history, best: test.bestEpoch, sampleCount: run.options.pages?.cropCount,
          names: run.options.scoreNames))
    }
    sections += [
      RunSections.recipe(
        run, finished: run.pageOutcome?.finished, seconds: run.pageOutcome?.runSeconds),
      dataSection, model.section(testSeconds: test.seconds),
    ]
    return HTML.page(
      title: "\(model.name) · custos report", style: ReportStyle.text + "\n" + ReportStyle.pages,
      sections: sections)
  }
}
