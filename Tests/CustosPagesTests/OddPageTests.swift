import CustosDataSet
import CustosImage
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Foundation
import Testing

@testable import CustosPages

/// Names and annotations of pages as cameras, annotators and file systems deliver them.
@Suite struct OddPageTests {
  private let folder: TemporaryFolder
  private let data: String
  private let output: String
  private let good = "40,80;100,160;minima;L3"

  init() throws {
    folder = try TemporaryFolder()
    data = folder.file("data")
    output = folder.file("out")
    try FileSystem.createDirectories(data)
  }

  private func extract(
    by grouping: PatchExtraction.Grouping = .staffPosition, skippingBad: Bool = false,
    limit: BadInputLimit = .none
  ) throws -> PatchExtraction.Report {
    var extraction = PatchExtraction()
    (extraction.width, extraction.height) = (20, 30)
    extraction.grouping = grouping
    extraction.skipsBad = skippingBad
    extraction.badLimit = limit
    return try extraction.run(
      dataset: data, output: output, replacing: true, pool: DataSamples.makePool())
  }

  private func failure(by grouping: PatchExtraction.Grouping = .staffPosition) throws -> DataError {
    try #require(try DataSamples.dataError { _ = try extract(by: grouping) })
  }

  /// A page of which macOS has decomposed one name.
  private func writeMixedPage() throws -> String {
    let page = OddNames.composed + ".jpg"
    try DataSamples.writePage(page, lines: [good], in: data)
    try FileManager.default.moveItem(
      atPath: data + "/" + page + ".txt", toPath: data + "/" + OddNames.decomposed + ".jpg.txt")
    return data + "/" + page
  }

  @Test func pageAndAnnotationsInTwoFormsFindEachOther() throws {
    let page = try writeMixedPage()
    #expect(try extract().counts == ["L3": 1])
    #expect(try PageDrawing(page: page).run().symbolCount == 1)
    let complete = try CompletePage.find(in: data)
    #expect(try complete.map { try $0.annotations().count } == [1])
    #expect(
      try CompletePage.find(in: data, truthFolder: data).map(\.truth) == complete.map(\.truth))
  }

  /// Each of two pages keeps its own annotations; runs, which know pages by their text, refuse them.
  @Test func pagesInTwoFormsKeepTheirOwn() throws {
    for (name, lines) in [(OddNames.composed, 1), (OddNames.decomposed, 2)] {
      let own = (0..<lines).map { "\(40 + $0),80;100,160;minima;L3" }
      try DataSamples.writePage(name + ".jpg", lines: own, in: data)
    }
    let (pages, unpaired) = try AnnotatedPage.find(in: data)
    #expect(unpaired.isEmpty && pages.count == 2)
    for page in pages { #expect(Array((page.image + ".txt").utf8) == Array(page.annotations.utf8)) }
    #expect(try extract().counts == ["L3": 3])
    let error = try DataSamples.dataError { _ = try CompletePage.find(in: data) }
    #expect(error?.message.contains("differ only in how accents are written; rename one.") == true)
  }

  @Test func classNamesInTwoFormsAreRefused() throws {
    let lines = [OddNames.composed, OddNames.decomposed, "b"].enumerated().map {
      "\(40 + $0 * 50),80;\(80 + $0 * 50),160;\($1);L3"
    }
    try DataSamples.writePage("a.png", lines: lines, in: data)
    let error = try failure(by: .className)
    #expect(error.exitCode == 65 && error.message.contains("a.png.txt, line 2: the class name"))
    let report = try extract(by: .className, skippingBad: true)
    #expect(report.counts.values.reduce(0, +) == 2 && report.skipped == [error])
    #expect(try extract().counts == ["L3": 3])
  }

  @Test func namesThatCannotBeUsedAreNamed() throws {
    for name in ["a.png", "b\nc.png", "x.png"] {
      try DataSamples.writePage(name, lines: [good], in: data)
    }
    for end in ["", ".txt"] {
      #expect(
        OddNames.rename(data + "/x.png" + end, to: [0x72, 0xE9] + Array((".png" + end).utf8)))
    }
    #expect(OddNames.makePipe(data + "/p.png"))
    let report = try extract(skippingBad: true)
    #expect(report.counts == ["L3": 1])
    #expect(report.skipped.count == 5)
    #expect(report.skipped.count { $0.message.contains("is not UTF-8; rename it") } == 2)
    #expect(report.skipped.count { $0.message.contains("holds a line break") } == 2)
    #expect(report.skipped.count { $0.message.contains("p.png is neither a file nor") } == 1)
    #expect(try failure() == report.skipped[0])
    #expect(throws: DataError.self) { _ = try PageImages.paths(in: data) }
    #expect(throws: DataError.self) { _ = try CompletePage.find(in: data) }
  }

  @Test func anotherEncodingIsOneSentenceAFile() throws {
    try DataSamples.writePage("a.png", lines: [good], in: data)
    try DataSamples.writePage("b.png", lines: [good], in: data)
    let text = try #require(String(repeating: good + "\n", count: 9).data(using: .utf16))
    try FileSystem.write([UInt8](text), to: data + "/b.png.txt", replacing: true)
    #expect(try failure().message == data + "/b.png.txt is UTF-16; save it as UTF-8.")
    #expect(try extract(skippingBad: true).skipped.count == 1)
    #expect(throws: DataError.self) { _ = try PageDrawing(page: data + "/b.png").run() }
  }

  /// (a) Equal lines are told, (b) another position and (c) another class contradict.
  @Test func aBoxThatIsThereTwice() throws {
    try DataSamples.writePage("a.png", lines: ["1,1;9,9;b;L1", good, good], in: data)
    var report = try extract()
    #expect(report.counts == ["L1": 1, "L3": 2] && report.skipped.isEmpty)
    #expect(
      report.warnings == [
        data + "/a.png.txt, lines 2 and 3: both say the same of one box; remove one of them."
      ])
    #expect(try PageDrawing(page: data + "/a.png").run().warning == report.warnings.first)
    #expect(try CompletePage.find(in: data)[0].repetition() == report.warnings.first)
    for other in ["40,80;100,160;minima;L4", "40,80;100,160;barline;L3"] {
      try DataSamples.writePage("a.png", lines: ["1,1;9,9;b;L1", good, other], in: data)
      let error = try failure()
      #expect(error.exitCode == 65)
      #expect(error.message.contains("a.png.txt, lines 2 and 3: one box has two classes or places"))
      // Nobody knows which is right: neither is used.
      report = try extract(skippingBad: true)
      #expect(report.counts == ["L1": 1] && report.skipped == [error] && report.warnings.isEmpty)
      var drawing = PageDrawing(page: data + "/a.png")
      #expect(try DataSamples.dataError { _ = try drawing.run() } == error)
      drawing.skipsBad = true
      #expect(try drawing.run().symbolCount == 1)
      let complete = try CompletePage.find(in: data)[0]
      #expect(try DataSamples.dataError { _ = try complete.annotations() } == error)
    }
  }

  /// The same for patches, pictures of boxes and page networks, whatever the class.
  @Test(arguments: ["minima", "barline"]) func aBoxOffThePageIsBadEverywhere(name: String) throws {
    try DataSamples.writePage("a.png", lines: [good, "-60,-80;-20,-60;\(name);L3"], in: data)
    let off = "lies outside the page: the box (-60, -80) to (-20, -60)"
    #expect(try failure().message.contains("a.png.txt, line 2 \(off)"))
    let drawing = PageDrawing(page: data + "/a.png")
    let drawn = try DataSamples.dataError { _ = try drawing.run() }
    #expect(drawn?.message.contains("a.png.txt, line 2 \(off)") == true)
    let page = try CompletePage.find(in: data)[0]
    for read in [
      { _ = try page.annotations(onPageOf: 300, 200) },
      {
        _ = try TrainingPage(
          page, vocabulary: SymbolGroups.standard.vocabulary(of: ["minima"]), staffSpace: 12,
          given: 12)
      },
    ] {
      let error = try DataSamples.dataError(read)
      #expect(error?.message.contains("A symbol of \(data)/a.png.txt \(off)") == true)
      #expect(error?.exitCode == 65)
    }
  }

  @Test func moreBadLinesThanAllowedEndTheExtraction() throws {
    try DataSamples.writePage(
      "a.png", lines: [good, "x", "1,1;9,9;b;L1", "7,7;9,9;b;L1"], in: data)
    #expect(try extract(skippingBad: true, limit: BadInputLimit(share: 0.25)).skipped.count == 1)
    try FileManager.default.removeItem(atPath: output)
    let error = try DataSamples.dataError {
      _ = try extract(skippingBad: true, limit: BadInputLimit(share: 0.2))
    }
    #expect(error?.exitCode == 65 && error?.message.contains("1 of 4 inputs are bad") == true)
    #expect(folder.names == ["data"])
  }
}
