import CustosImage
import CustosPlatform
import CustosSupport
import CustosTestData
import CustosTestSupport
import Foundation
import Testing

@testable import CustosDataSet
@testable import CustosEvaluation
@testable import CustosReports
@testable import CustosTraining

@Suite struct ModelReportTests {
  private let folder: TemporaryFolder
  private let labels = ["<i>\"x'&", "L1", "S1"]
  private let hostile = "<img src=x onerror=alert(1)>&\"'.png"

  init() throws {
    folder = try TemporaryFolder()
    for label in labels {
      let path = folder.file("data/\(label)")
      try FileSystem.createDirectories(path)
      for name in [hostile, "plain.png"] {
        try PixelBuffer(width: 8, height: 16, red: 9).write(
          to: path + "/" + name, replacing: false)
      }
    }
  }

  private func report(
    history: [EpochRecord] = [], run: RunRecord? = nil, tables: [ReportTable] = []
  ) throws -> ModelReport {
    let pool = try ThreadPool(threadCount: 1)
    let list = try PatchList(folder: folder.file("data"), purpose: "test")
    let store = try PatchStore(list, width: 8, height: 16, pool: pool)
    let classifier = FixedClassifier(
      labels: labels,
      probabilities: [
        [0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.25, 0.5, 0.25], [0, 1, 0], [0, 1, 0],
        [0.125, 0.125, 0.75],
      ])
    return try ModelReport(
      model: ModelDescription(
        name: "vgg4", file: ModelReference(name: "<m>.safetensors", crc: "01234567"),
        facts: [.init("input", "8 x 16")], layers: "conv <3x3>\n"),
      evaluation: Evaluation(classifier, store), store: store, run: run, history: history,
      tables: tables, time: "2026-01-02T03:04:05.678Z")
  }

  private func record() throws -> RunRecord {
    let tiny = try TinyDataSet()
    var options = TrainingOptions(modelName: "vgg4", width: 8, height: 16, threads: 1)
    options.batchSize = 5
    let output = try TemporaryFolder()
    try RunRecord(options: options, data: tiny.load(), dataFolder: "/data/<set>").write(
      to: output.path)
    return try RunRecord.finish(
      in: output.path,
      outcome: .init(
        bestEpoch: 2, bestValidationAccuracy: 0.875, testLoss: 1, testAccuracy: 0.5,
        runSeconds: 34.56))
  }

  /// Nothing is fetched, no program runs, and texts from outside stay texts.
  @Test func thePageNeedsNothingButItself() throws {
    let html = try report(history: TrainingReportsTests.history(3), run: record()).html()
    let page = try HTMLPage(html)
    page.expectNeedsNothing()
    #expect(!html.contains("http://") && !html.contains("https://"))
    #expect(page.elements.filter { $0.name == "img" }.count == 3 + 6)
    #expect(page.text.contains(hostile) && page.text.contains(labels[0]))
    #expect(page.text.contains("<m>.safetensors") && page.text.contains("conv <3x3>"))
    #expect(!page.elements.contains { $0.name == "i" || $0.name == "m" })
  }

  @Test func thePageTellsOfTestAndTraining() throws {
    let text = try HTMLPage(
      report(history: TrainingReportsTests.history(3), run: record()).html()
    ).text
    for part in [
      "66.67 %of 6 patches read right", "one step off", "true \\ read", "weighted avg",
      "Hardest patches", "Epochs", "87.50 %best validation accuracy, epoch 2", "batch size5",
      "folder/data/<set>", "15 patches, crc32:", "run time34.6 seconds", "openblas",
      "custos\(CustosVersion.current)", "CRC-3201234567", "2026-01-02T03:04:05.678Z",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test func furtherTablesAreShown() throws {
    let table = ReportTable(
      title: "Layers <1>", facts: [.init("all", "31 dB & more")], head: ["layer", "cost"],
      rows: [["conv<1>", "4"], ["conv2", "5"]], marked: 1, notes: ["A \"note\"."])
    let page = try HTMLPage(try report(tables: [table]).html())
    for text in ["Layers <1>", "31 dB & more", "conv<1>", "A \"note\"."] {
      #expect(page.text.contains(text))
    }
    #expect(page.elements.count { $0.attributes["class"] == "marked" } == 1)
    #expect(!(try HTMLPage(try report().html()).text.contains("Layers <1>")))
  }

  @Test func theKeptEpochIsMarked() throws {
    let page = try HTMLPage(report(history: TrainingReportsTests.history(3), run: record()).html())
    #expect(page.elements.filter { $0.attributes["class"] == "marked" }.count == 1)
  }

  /// Without a run there is no empty section about it, and odd histories do no harm.
  @Test func whatIsNotKnownIsLeftOut() throws {
    let alone = try HTMLPage(report().html()).text
    #expect(!alone.contains("Epochs") && !alone.contains("Recipe") && !alone.contains("Data"))
    var history = TrainingReportsTests.history(2)
    history[0].trainingLoss = .nan
    history[1].seconds = 0
    #expect(try HTMLPage(report(history: history).html()).text.contains("no number"))
  }

  @Test func equalContentsGiveEqualBytes() throws {
    let report = try report(history: TrainingReportsTests.history(3))
    #expect(try report.html() == report.html())
    #expect(try self.report().worstPicture == report.worstPicture)
    #expect(try self.report().confusionPicture == report.confusionPicture)
  }

  @Test func filesAreNotReplacedUnasked() throws {
    let output = folder.file("output/deep")
    let report = try report()
    #expect(!ModelReport.isPresent(in: output))
    try report.write(to: output, replacing: false)
    #expect(try FileSystem.list(output) == ["confusion.png", "report.html", "worst.png"])
    #expect(ModelReport.isPresent(in: output))
    for name in ["confusion.png", "worst.png"] {
      _ = try PixelBuffer(decoding: FileSystem.read(output + "/" + name))
    }
    try FileSystem.remove(output + "/confusion.png")
    // One file that is in the way keeps all from being written.
    #expect(throws: FileError.platform(.exists(path: output + "/worst.png"))) {
      try report.write(to: output, replacing: false)
    }
    #expect(try FileSystem.list(output) == ["report.html", "worst.png"])
    try report.write(to: output, replacing: true)
    #expect(RunFolder.holdsRun(output))
    try RunFolder.clear(output)
    #expect(try FileSystem.list(output).isEmpty)
  }

  /// A continued run is not finished any more.
  @Test func continuingARunForgetsItsOutcome() throws {
    let output = try TemporaryFolder()
    try record().write(to: output.path)
    #expect(try RunRecord(readingFrom: output.path).outcome?.bestEpoch == 2)
    var options = TrainingOptions(modelName: "vgg4", width: 8, height: 16, threads: 1)
    options.epochs = 77
    try RunRecord.appendContinuation(in: output.path, options: options, dataFolder: "elsewhere")
    let continued = try RunRecord(readingFrom: output.path)
    #expect(continued.options == options && continued.dataFolder == "elsewhere")
    #expect(continued.outcome == nil && continued.continuations.count == 1)
  }
}
