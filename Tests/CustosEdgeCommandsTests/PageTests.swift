import CustosImage
import CustosPlatform
import CustosSmallModel
import CustosTestSupport
import Foundation
import Testing

@Suite struct PageTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func read(_ arguments: [String]) throws -> EdgeTool.Outcome {
    try EdgeTool.run(
      ["classify", "--model", bench.model, "--page", bench.page] + arguments)
  }

  @Test func everyBoxGivesALine() throws {
    let outcome = try read(["--boxes", bench.boxes])
    try #require(outcome.exitCode == 0 && outcome.error.isEmpty, "\(outcome)")
    let fields = outcome.lines.map {
      $0.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(
      fields.map { $0[0] } == [
        "10.500,20.000,40.000,70.250", "60.000,5.000,75.000,30.000", "0.000,0.000,12.000,12.000",
        "95.000,100.000,99.500,118.000",
      ])
    #expect(fields.map { $0[1] } == ["minima", "barline", "g_clef", "flat"])
    #expect(fields[1][2].isEmpty)
    #expect([0, 2, 3].allSatisfy { SmallModel.labels.contains(fields[$0][2]) })
  }

  @Test func aBoxIsReadLikeItsPaddedPatch() throws {
    let page = try PixelBuffer(readingFrom: bench.page)
    let box = Box(x1: 95, y1: 100, x2: 99.5, y2: 118)
    let patch = bench.folder.file("patch.png")
    try page.patch(box: box, width: 24, height: 48, padding: true)
      .write(to: patch, replacing: false)
    let alone = try EdgeTool.run(["classify", "--model", bench.model, "--logits", patch])
    let logits = try #require(alone.lines.first?.split(separator: "\t").last)
    let boxes = try read(["--logits", "--boxes", bench.boxes])
    #expect(boxes.lines.last?.hasSuffix(";" + logits) == true)
  }

  @Test func bothFormsOfBoxesGiveTheSame() throws {
    let other = bench.folder.file("boxes.txt")
    try FileSystem.write(
      "\u{FEFF}10.5,20,40,70.25;minima\r\n\r\n60,5,75,30;barline\r\n0,0,12,12;g_clef\r\n"
        + "95,100,99.5,118;flat", to: other, replacing: false)
    #expect(try read(["--boxes", other]).output == read(["--boxes", bench.boxes]).output)
    let piped = try EdgeTool.run(
      ["classify", "--model", bench.model, "--page", bench.page, "--boxes", "-"],
      input: Data(contentsOf: URL(fileURLWithPath: other)))
    #expect(try piped.output == read(["--boxes", bench.boxes]).output)
  }

  @Test func jsonHoldsBoxClassAndLine() throws {
    let outcome = try read(["--boxes", bench.boxes, "--format", "jsonl"])
    let objects = try outcome.lines.map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    try #require(objects.count == 4, "\(outcome)")
    #expect(objects[0]["box"] as? [Double] == [10.5, 20, 40, 70.25])
    #expect(objects.map { $0["class"] as? String } == ["minima", "barline", "g_clef", "flat"])
    #expect(objects.map { $0["line"] as? Int } == [1, 2, 3, 4])
    #expect(objects[1]["label"] is NSNull && objects[1]["probability"] is NSNull)
  }

  @Test(arguments: ["page.out.png", "page.out.JPG"])
  func theAnnotatedPageIsWritten(name: String) throws {
    let picture = bench.folder.file(name)
    #expect(try read(["--boxes", bench.boxes, "--annotate", picture]).exitCode == 0)
    let drawn = try PixelBuffer(readingFrom: picture)
    let page = try PixelBuffer(readingFrom: bench.page)
    #expect(drawn.width == page.width && drawn.height == page.height && drawn != page)
    let again = try read(["--boxes", bench.boxes, "--annotate", picture])
    #expect(again.exitCode == 73 && again.output.isEmpty)
    #expect(try read(["--boxes", bench.boxes, "--annotate", picture, "--force"]).exitCode == 0)
  }

  @Test func badLinesStopOrAreSkipped() throws {
    let boxes = bench.folder.file("boxes.txt")
    try FileSystem.write(
      "10,20,40,70;minima\n1,2,x,4;flat\n5000,20,5040,70;minima\n10,20,40,70;flat\n",
      to: boxes, replacing: false)
    let stopped = try read(["--boxes", boxes])
    #expect(stopped.exitCode == 65 && stopped.output.isEmpty)
    #expect(stopped.error.contains("\(boxes), line 2: expected a number"))
    let picture = bench.folder.file("out.png")
    let skipped = try read(["--boxes", boxes, "--skip-bad", "--annotate", picture])
    #expect(skipped.exitCode == 2 && skipped.lines.count == 2)
    #expect(skipped.error.contains("line 2") && skipped.error.contains("line 3"))
    #expect(skipped.error.contains("outside the page"))
    #expect(FileSystem.kind(of: picture) == .file)
  }

  @Test func bothResultsAreWrittenOrNone() throws {
    let picture = bench.folder.file("out.png")
    let result = bench.folder.file("out.txt")
    let full = bench.folder.file("full.png")
    try FileManager.default.createSymbolicLink(atPath: full, withDestinationPath: "/dev/full")
    for (lines, drawing) in [("/dev/full", picture), (result, full)] {
      let outcome = try read(["--boxes", bench.boxes, "-o", lines, "--annotate", drawing])
      #expect(outcome.exitCode == 74 && outcome.error.contains("No space left on device"))
      #expect(FileSystem.kind(of: picture) == .missing && FileSystem.kind(of: result) == .missing)
    }
    let bad = bench.folder.file("bad.txt")
    try FileSystem.write("5000,20,5040,70;minima\n", to: bad, replacing: false)
    let nothing = try read(["--boxes", bad, "--skip-bad", "-o", result, "--annotate", picture])
    #expect(nothing.exitCode == 65)
    #expect(FileSystem.kind(of: picture) == .missing && FileSystem.kind(of: result) == .missing)
    #expect(try read(["--boxes", bench.boxes, "-o", result, "--annotate", picture]).exitCode == 0)
    #expect(FileSystem.kind(of: picture) == .file && FileSystem.kind(of: result) == .file)
  }

  @Test func placesOfResultsAreCheckedFirst() throws {
    let nowhere = bench.folder.file("no/out.png")
    for option in ["--annotate", "--output"] {
      let outcome = try read(["--boxes", bench.boxes, option, nowhere])
      #expect(outcome.exitCode == 73 && outcome.output.isEmpty)
      #expect(outcome.error.contains("no folder \(bench.folder.file("no"))"))
    }
    let folder = try read(["--boxes", bench.boxes, "--force", "-o", bench.folder.path])
    #expect(folder.exitCode == 73 && folder.error.contains("is a folder"))
  }

  @Test func noBoxesAreAMistake() throws {
    let boxes = bench.folder.file("boxes.txt")
    try FileSystem.write("\n  \n", to: boxes, replacing: false)
    for extra in [[], ["--skip-bad"]] {
      let outcome = try read(["--boxes", boxes] + extra)
      #expect(outcome.exitCode == 65 && outcome.error.contains("\(boxes) holds no boxes"))
    }
  }

  @Test func aPageIsHeldInMemoryOnce() throws {
    let page = bench.folder.file("large.png")
    // 108 MB; twice that would not fit.
    try PixelBuffer(width: 6000, height: 6000).write(to: page, replacing: false)
    let memory = 200_000
    // Sanitizers alone need more address space than that.
    guard try EdgeTool.run(["--version"], memoryKilobytes: memory).exitCode == 0 else { return }
    let outcome = try EdgeTool.run(
      [
        "classify", "--model", bench.model, "--threads", "1", "--page", page, "--boxes",
        bench.boxes,
      ], memoryKilobytes: memory)
    #expect(outcome.exitCode == 0 && outcome.lines.count == 4, "\(outcome)")
  }

  @Test func missingInputsAreNamed() throws {
    let absent = bench.folder.file("absent")
    let boxes = try read(["--boxes", absent])
    #expect(boxes.exitCode == 66 && boxes.error.contains(absent))
    let page = try EdgeTool.run(
      ["classify", "--model", bench.model, "--page", absent, "--boxes", bench.boxes])
    #expect(page.exitCode == 66 && page.error.contains(absent))
  }
}
