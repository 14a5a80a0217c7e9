import CustosNotation
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Foundation
import Testing

@testable import CustosDataSet
@testable import CustosPages

/// Each bad input gives its sentence and leaves nothing behind.
@Suite struct BadInputTests {
  private let folder: TemporaryFolder
  private let data: String
  private let output: String

  init() throws {
    folder = try TemporaryFolder()
    data = folder.file("data")
    output = folder.file("out")
    try FileSystem.createDirectories(data)
  }

  private func extract(skippingBad: Bool = false, replacing: Bool = false) throws
    -> PatchExtraction.Report
  {
    var extraction = PatchExtraction()
    extraction.width = 20
    extraction.height = 30
    extraction.grouping = .className
    extraction.skipsBad = skippingBad
    return try extraction.run(
      dataset: data, output: output, replacing: replacing, pool: DataSamples.makePool())
  }

  /// Expects a failure whose message holds all parts, and a folder with nothing but the data.
  private func expectFailure(_ exitCode: Int32, _ parts: [String]) throws {
    let error = try #require(try DataSamples.dataError { _ = try extract() })
    #expect(error.exitCode == exitCode)
    for part in parts { #expect(error.message.contains(part), "\(error.message)") }
    #expect(folder.names == ["data"])
  }

  private let good = "100,80;120,100;minima;L3"

  @Test func imageWithoutAnnotation() throws {
    try DataSamples.writePage("a.png", lines: [good], in: data)
    try FileSystem.remove(data + "/a.png.txt")
    try expectFailure(66, ["a.png has no annotation file", "a.png.txt"])
  }

  @Test func annotationWithoutImage() throws {
    try FileSystem.write(good, to: data + "/b.JPG.txt", replacing: false)
    try expectFailure(66, ["b.JPG.txt has no image"])
  }

  @Test func otherFilesAreLeftAlone() throws {
    try DataSamples.writePage("a.jpEG", lines: [good], in: data)
    try FileSystem.write("licence", to: data + "/LICENSE.txt", replacing: false)
    try FileSystem.write("read me", to: data + "/README.md", replacing: false)
    #expect(try extract().counts == ["minima": 1])
  }

  @Test func unreadableLine() throws {
    try DataSamples.writePage("a.png", lines: [good, good, "1,2;3,4;minima"], in: data)
    try expectFailure(65, ["a.png.txt, line 3:", "3 fields"])
  }

  @Test func firstBadLineCounts() throws {
    try DataSamples.writePage(
      "a.png", lines: [good, "900,900;910,910;minima;L3", "x"], in: data)
    try expectFailure(65, ["a.png.txt, line 2", "outside the page"])
  }

  @Test func damagedImage() throws {
    try DataSamples.writePage("a.png", lines: [good], in: data)
    try DataSamples.writePage("b.jpg", lines: [good], in: data)
    let bytes = try FileSystem.read(data + "/b.jpg")
    try FileSystem.write(
      Array(bytes.prefix(bytes.count / 2)), to: data + "/b.jpg", replacing: true)
    try expectFailure(65, ["b.jpg is damaged"])
  }

  @Test func missingFolder() throws {
    let missing = folder.file("nowhere")
    var extraction = PatchExtraction()
    extraction.skipsBad = true
    let error = try DataSamples.dataError {
      _ = try extraction.run(
        dataset: missing, output: output, replacing: false, pool: DataSamples.makePool())
    }
    #expect(error?.exitCode == 66)
    #expect(error?.message.contains("nowhere does not exist") == true)
  }

  @Test func emptyFolder() throws {
    try expectFailure(66, ["data holds no page images"])
  }

  @Test(arguments: ["a/b", "..", ".hidden", "../../etc"])
  func classNameThatIsNoFolder(name: String) throws {
    try DataSamples.writePage("a.png", lines: ["1,2;3,4;\(name);L3"], in: data)
    try expectFailure(65, ["a.png.txt, line 1", "'\(name)'"])
  }

  /// Grouped by class a symbol needs no staff position, but one that is there must be right.
  @Test func classesNeedNoPosition() throws {
    try DataSamples.writePage("a.png", lines: ["1,2;3,4;cat;L9"], in: data)
    try expectFailure(65, ["a.png.txt, line 1", "'L9'"])
    try FileSystem.write(
      "1,2;3,4;cat;\n1,2,3,5;dog\n1,2;3,6;dog;L3\n", to: data + "/a.png.txt", replacing: true)
    #expect(try extract().counts == ["cat": 1, "dog": 2])
  }

  @Test func skipsBadWhereAsked() throws {
    try DataSamples.writePage("a.png", lines: [good, "nonsense", good], in: data)
    try DataSamples.writePage("b.jpg", lines: [good], in: data)
    try FileSystem.write([1, 2, 3], to: data + "/b.jpg", replacing: true)
    try FileSystem.write(good, to: data + "/c.JPG.txt", replacing: false)
    let report = try extract(skippingBad: true)
    #expect(report.counts == ["minima": 2])
    #expect(report.skipped.count == 3)
    let files = DataSamples.files(below: output)
    #expect(files == ["minima/a.png-1.png", "minima/a.png-3.png"])
  }

  @Test func nothingButBadIsAFailureEvenWhereSkipped() throws {
    try DataSamples.writePage("a.png", lines: ["nonsense"], in: data)
    let error = try DataSamples.dataError { _ = try extract(skippingBad: true) }
    #expect(error?.exitCode == 65)
    guard case .nothingLeft(_, _, let skipped) = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
    #expect(skipped.map(\.message).allSatisfy { $0.contains("a.png.txt, line 1") })
    #expect(skipped.count == 1)
    #expect(folder.names == ["data"])
  }

  @Test func fileWhereAFolderIsNeeded() throws {
    try DataSamples.writePage("a.png", lines: [good], in: data)
    for read in [
      { _ = try AnnotatedPage.find(in: data + "/a.png") },
      { _ = try DataSplit().run(data: data + "/a.png", output: output) },
    ] {
      let error = try #require(try DataSamples.dataError(read))
      #expect(error.exitCode == 66)
      #expect(error.message.contains("a.png is a file; give the folder"))
    }
  }

  @Test func hiddenFilesAreNoPages() throws {
    try DataSamples.writePage("a.JPG", lines: [good], in: data)
    try FileSystem.write("finder", to: data + "/._a.JPG", replacing: false)
    try FileSystem.write("finder", to: data + "/._a.JPG.txt", replacing: false)
    #expect(try extract().counts == ["minima": 1])
  }

  @Test func pagesThatDifferInCaseKeepTheirOwnAnnotations() throws {
    for name in ["A.JPG", "A.jpg", "b.JPG", "c.jpg"] {
      try DataSamples.writePage(name, lines: [good], in: data)
    }
    for name in ["b.JPG", "c.jpg"] { try FileSystem.remove(data + "/\(name).txt") }
    try FileSystem.write(good, to: data + "/b.jpg.txt", replacing: false)
    let (pages, unpaired) = try AnnotatedPage.find(in: data)
    #expect(
      pages.map { Path.lastComponent($0.annotations) } == ["A.JPG.txt", "A.jpg.txt", "b.jpg.txt"])
    #expect(unpaired == [.annotationMissing(image: data + "/c.jpg")])
  }

  @Test func controlCharactersDoNotReachTheTerminal() throws {
    try DataSamples.writePage("a.png", lines: ["1,2;3,4;.\u{1B}[2J\u{9B}x;L3"], in: data)
    try expectFailure(65, ["'.?[2J?x'"])
  }

  @Test func existingOutputNeedsForce() throws {
    try DataSamples.writePage("a.png", lines: [good], in: data)
    _ = try extract()
    try DataSamples.writePage("a.png", lines: [good, good], in: data)
    let error = try DataSamples.dataError { _ = try extract() }
    #expect(error?.exitCode == 73)
    #expect(DataSamples.files(below: output).count == 1)
    _ = try extract(replacing: true)
    #expect(DataSamples.files(below: output).count == 2)
    #expect(folder.names == ["data", "out"])
  }

  @Test func foreignFilesAreNeverReplaced() throws {
    try DataSamples.writePage("a.png", lines: [good], in: data)
    try FileSystem.createDirectories(output)
    try FileSystem.write("thesis", to: output + "/thesis.tex", replacing: false)
    let error = try DataSamples.dataError { _ = try extract(replacing: true) }
    #expect(error?.message.contains("thesis.tex") == true)
    #expect(try FileSystem.read(output + "/thesis.tex") == Array("thesis".utf8))
    #expect(folder.names == ["data", "out"])
  }

  @Test(arguments: [
    "minima/x.png", "minima/photo-1.png", "minima/a.png-1.PNG", "minima/a.png-.png",
    "minima/a.png-1b.png", "a.png-1.png", "minima/old/a.png-1.png", "minima/a.tif-1.png",
  ])
  func picturesOfAnotherNameAreNeverReplaced(name: String) throws {
    try DataSamples.writePage("a.png", lines: [good], in: data)
    _ = try extract()
    try FileSystem.createDirectories(Path.directory(output + "/" + name))
    try FileSystem.write("mine", to: output + "/" + name, replacing: false)
    let error = try DataSamples.dataError { _ = try extract(replacing: true) }
    #expect(error == .outputForeign(path: output, entry: name))
    #expect(try FileSystem.read(output + "/" + name) == Array("mine".utf8))
  }

  @Test(arguments: [
    "Sunset.JPG", "S1-001.JPG", "S1-0001.jpg", "S-0001.JPG", "S1-0001.JPG.TXT", "S1-2-0001.JPG",
    "more/S1-0001.JPG",
  ])
  func photographsAreNeverReplacedByPages(name: String) throws {
    let synthesis = PageSynthesis(pageCount: 1, seed: 1, width: 1000, height: 600)
    try FileSystem.createDirectories(Path.directory(output + "/" + name))
    try FileSystem.write("mine", to: output + "/" + name, replacing: false)
    let error = try DataSamples.dataError {
      _ = try synthesis.run(
        output: output, replacing: true, pool: DataSamples.makePool(), progress: {})
    }
    #expect(error == .outputForeign(path: output, entry: name))
  }

  @Test func linkedOutputStaysALink() throws {
    try DataSamples.writePage("a.png", lines: [good], in: data)
    try FileSystem.createDirectories(folder.file("disk"))
    try FileManager.default.createSymbolicLink(
      atPath: output, withDestinationPath: folder.file("disk"))
    _ = try extract()
    #expect(DataSamples.files(below: folder.file("disk")) == ["minima/a.png-1.png"])
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: output) == folder.file("disk"))
    #expect(folder.names == ["data", "disk", "out"])
  }

  @Test func outputsThatCannotBeReplaced() throws {
    try DataSamples.writePage("a.png", lines: [good], in: data)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("dangling"), withDestinationPath: folder.file("nowhere"))
    for (path, reason) in [
      ("", "no name"), (".", "current folder"), ("..", "current folder"), ("/", "current folder"),
      (data + "/a.png", "a file"), (folder.file("dangling"), "leads nowhere"),
    ] {
      let error = try #require(
        try DataSamples.dataError {
          _ = try PatchExtraction().run(
            dataset: data, output: path, replacing: true, pool: DataSamples.makePool())
        })
      #expect(error.exitCode == 73)
      #expect(error.message.contains(reason), "\(error.message)")
    }
  }
}
