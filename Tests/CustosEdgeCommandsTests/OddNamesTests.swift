import CustosPlatform
import CustosTestSupport
import Foundation
import Testing

/// Names and encodings that `classify` meets, and how much of its input may be bad.
@Suite struct OddNamesTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func classify(_ arguments: [String]) throws -> EdgeTool.Outcome {
    try EdgeTool.run(["classify", "--model", bench.model] + arguments)
  }

  @Test func whatSystemsLeaveIsPassedOver() throws {
    for (seed, name) in ["p/a.png", "p/@eaDir/a.png", "p/__MACOSX/b.png", "p/._a.png"].enumerated()
    {
      _ = try bench.patch(name, seed: UInt64(seed))
    }
    for name in ["p/Thumbs.db", "p/a.png~"] {
      try FileSystem.write("x", to: bench.folder.file(name), replacing: false)
    }
    let outcome = try classify([bench.folder.file("p")])
    #expect(outcome.exitCode == 0 && outcome.lines.count == 1 && outcome.error.isEmpty)
  }

  /// A line break or a tab would break the line of text; the name is refused in both formats.
  @Test(arguments: ["l\nb.png", "t\tb.png"], ["text", "jsonl"])
  func namesThatBreakLinesAreRefused(name: String, format: String) throws {
    let file = try bench.patch("p/" + name, seed: 1)
    _ = try bench.patch("p/z.png", seed: 2)
    for word in [file, bench.folder.file("p")] {
      let outcome = try classify(["--format", format, word])
      #expect(outcome.exitCode == 65 && outcome.output.isEmpty)
      #expect(
        outcome.error.hasSuffix(
          "because its name holds a line break or another control character; rename it.\n"))
      #expect(outcome.error.split(separator: "\n").count == 1)
    }
    let skipped = try classify(["--skip-bad", bench.folder.file("p")])
    #expect(skipped.exitCode == 2 && skipped.lines.count == 1)
  }

  @Test func namesThatAreNotUTF8AreNamed() throws {
    let file = try bench.patch("p/a.png", seed: 1)
    #expect(OddNames.rename(file, to: [0xE9, 0x2E, 0x70, 0x6E, 0x67]))
    let outcome = try classify([bench.folder.file("p")])
    #expect(outcome.exitCode == 66)
    #expect(outcome.error.hasSuffix("cannot be opened because its name is not UTF-8; rename it.\n"))
  }

  @Test func boxesInAnotherEncodingAreOneSentence() throws {
    let text = try #require("1,1,9,9;a\n2,2,9,9;b\n".data(using: .utf16))
    let boxes = bench.folder.file("boxes.txt")
    try FileSystem.write([UInt8](text), to: boxes, replacing: false)
    let outcome = try classify(["--page", bench.page, "--boxes", boxes])
    #expect(outcome.exitCode == 65)
    #expect(outcome.error == "custos-edge: \(boxes) is UTF-16; save it as UTF-8.\n")
  }

  /// Also of a class that is not read, and where the crop would reach the page.
  @Test(arguments: ["minima", "barline"]) func aBoxOffThePageIsABadLine(name: String) throws {
    let boxes = bench.folder.file("boxes.txt")
    try FileSystem.write(
      "1,1,9,9;flat\n-6,-8,-2,-6;\(name)\n", to: boxes, replacing: false)
    let refused = try classify(["--page", bench.page, "--boxes", boxes])
    #expect(refused.exitCode == 65)
    #expect(refused.error.contains("boxes.txt, line 2 lies outside the page"))
    let skipped = try classify(["--page", bench.page, "--boxes", boxes, "--skip-bad"])
    #expect(skipped.exitCode == 2 && skipped.lines.count == 1)
  }

  @Test func moreBadPicturesThanAllowedEndWithNothingWritten() throws {
    for number in 0..<3 { _ = try bench.patch("p/\(number).png", seed: UInt64(number)) }
    try FileSystem.write("x", to: bench.folder.file("p/bad.png"), replacing: false)
    let output = bench.folder.file("out.txt")
    let arguments = ["--skip-bad", "-o", output, bench.folder.file("p")]
    let refused = try classify(["--max-bad", "0.2"] + arguments)
    #expect(refused.exitCode == 65 && refused.error.contains("1 of 4 inputs are bad"))
    #expect(FileSystem.kind(of: output) == .missing)
    #expect(try classify(["--max-bad", "0.25"] + arguments).exitCode == 2)
    #expect(FileSystem.kind(of: output) == .file)
    for wrong in [["--max-bad", "1.5"], ["--max-bad", "x"], ["--max-bad", "-1"]] {
      #expect(try classify(wrong + ["--force"] + arguments).exitCode == 64)
    }
    #expect(try classify(["--max-bad", "0.5", bench.folder.file("p")]).exitCode == 64)
  }
}
