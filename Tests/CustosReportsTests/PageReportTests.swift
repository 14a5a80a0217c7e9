import CustosArchitectures
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Testing

@testable import CustosEvaluation
@testable import CustosPages
@testable import CustosReports
@testable import CustosTraining

/// The report of a page network's run.
@Suite struct PageReportTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func report(pages: Int = 3, onValidationPages: Bool = false) throws -> PageReport {
    let test = PageTrainingRun.Test(
      result: try PageTestSample.test(pages: pages, in: folder),
      isOnValidationPages: onValidationPages, bestEpoch: 2, bestScore: 0.875, seconds: 3)
    let vocabulary = PageVocabulary(
      groups: [.init(name: "head", classes: ["<full>"])], positions: ["L1", "L2"])
    let options = TrainingOptions.pageRecipe(
      PageOptions(PageArchitecture(vocabulary)), side: 320, threads: 1)
    let split = PageSplit(
      training: [], validation: [CompletePage(image: "<v>.png", truth: "")],
      test: test.result.pages.map(\.page))
    var record = RunRecord(
      options: options, source: .init(split: split, drawn: [], folder: "/pages/<set>"),
      TaskIdentity(labels: vocabulary.labels, trainingDigest: 1, validationDigest: 2))
    record.pageOutcome = .init(test, runSeconds: 34.56)
    return try PageReport(
      model: ModelDescription(
        name: "page_net", file: ModelReference(name: "<m>.safetensors", crc: "01234567"),
        facts: [.init("crop", "320 x 320")], layers: "conv <3x3>\n"),
      test: test, run: record, history: TrainingReportsTests.history(3),
      time: "2026-01-02T03:04:05.678Z")
  }

  @Test func thePageNeedsNothingButItself() throws {
    let html = try report().html()
    let page = try HTMLPage(html)
    page.expectNeedsNothing()
    #expect(!html.contains("http://") && !html.contains("https://"))
    // Three curves and three pages.
    #expect(page.elements.count { $0.name == "img" } == 3 + 3)
    for text in ["<m>.safetensors", "<full>", "conv <3x3>", "/pages/<set>", "<v>.png", "<0>.png"] {
      #expect(page.text.contains(text), "\(text)")
    }
  }

  @Test func thePageTellsOfTestAndTraining() throws {
    let page = try HTMLPage(try report().html())
    // Of 9 symbols 0, 1 and 2 are at their places on the three pages.
    for text in [
      "Read 3 test pages", "33.33 %page-to-pitch F", "100.00 %F of the boxes",
      "87.50 %best validation F, epoch 2", "best page: <2>.png", "median page: <1>.png",
      "worst page: <0>.png", "recall", "val. F", "run time34.6 seconds", "crc32:00000002",
      "2026-01-02T03:04:05.678Z",
    ] {
      #expect(page.text.contains(text), "\(text)")
    }
    #expect(!page.text.contains("accuracy,") && !page.text.contains("val. accuracy"))
    let other = try HTMLPage(try report(pages: 1, onValidationPages: true).html()).text
    #expect(other.contains("Read the 1 validation page, since no pages were left for the test"))
    #expect(!other.contains("best page:") && other.contains("worst page:"))
  }

  @Test func filesLieInTheRunsFolder() throws {
    let output = try TemporaryFolder()
    let report = try report()
    try report.write(to: output.path)
    try report.write(to: output.path)
    #expect(output.names == ["best-page.png", "median-page.png", "report.html", "worst-page.png"])
    let reports = try TrainingReports(
      folder: output.path, title: "page_net", imageCount: 1, names: .pages)
    try reports.logTest(report, epoch: 2)
    let scalars = try EventReader.scalars(in: output.file("logs/test"))
    #expect(scalars["pitch_F"] == [2: Float(1.0 / 3)] && scalars["box_F"] == [2: 1])
    // They go with the run.
    try RunFolder.clear(output.path)
    #expect(output.names == ["logs"])
  }
}
