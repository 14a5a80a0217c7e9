import CustosPlatform
import CustosTestData
import CustosTestSupport
import Foundation
import Testing

/// `custos convert`, as a user meets it.
@Suite struct ConvertTests {
  private let folder: TemporaryFolder
  private let custos: BuiltProgram
  private let pages: String

  init() throws {
    folder = try TemporaryFolder()
    custos = try BuiltProgram(named: "custos")
    pages = folder.file("pages")
    try FileSystem.createDirectories(pages)
    try DataSamples.writePage(
      "a.png", lines: ["10.5,20;30,40;g_clef;L3", "1,2;3,4;beam;", "5,6;7,9;note;out"], in: pages)
  }

  private func run(_ arguments: String...) throws -> BuiltProgram.Outcome {
    try custos.run(["convert"] + arguments)
  }

  @Test func thereAndBack() throws {
    for (format, output) in [("coco", "a.json"), ("voc", "v"), ("yolo", "y"), ("mung", "m")] {
      let there = folder.file(output)
      let back = folder.file("back-" + format)
      let outcome = try run(pages, there, "--to", format)
      #expect(outcome.exitCode == 0 && outcome.output.isEmpty, "\(outcome.error)")
      #expect(outcome.error.contains("Converted 3 symbols of 1 page to \(there)."))
      #expect(
        outcome.error.contains("whole pixels: 1 box was") == ["voc", "mung"].contains(format))
      let returned = try run(there, back, "--from", format, "--pages", pages, "--quiet")
      #expect(returned.exitCode == 0 && returned.error.isEmpty, "\(returned.error)")
      let text = String(decoding: try FileSystem.read(back + "/a.png.txt"), as: UTF8.self)
      for ending in [";g_clef;L3\n", "1,2;3,4;beam;\n", "5,6;7,9;note;out\n"] {
        #expect(text.contains(ending), "\(text)")
      }
    }
  }

  /// What was converted is what the other verbs read.
  @Test func theResultCanBeExtracted() throws {
    let there = folder.file("a.json")
    #expect(try run(pages, there, "--to", "coco").exitCode == 0)
    #expect(try run(there, folder.file("back"), "--from", "coco").exitCode == 0)
    try FileManager.default.copyItem(
      atPath: pages + "/a.png", toPath: folder.file("back") + "/a.png")
    let outcome = try custos.run([
      "extract", folder.file("back"), folder.file("patches"), "--group-by", "class_name",
    ])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(try FileSystem.list(folder.file("patches")) == ["beam", "g_clef", "note"])
  }

  @Test func badInputEndsOrIsSkipped() throws {
    try FileSystem.write(
      "1,2;3,4;dot;\n900,1;910,9;dot;\n1,1;2,2;dot;L9\n", to: pages + "/a.png.txt", replacing: true)
    let output = folder.file("v")
    let refused = try run(pages, output, "--to", "voc")
    #expect(refused.exitCode == 65 && refused.error.contains("a.png.txt, line 3:"))
    #expect(folder.names == ["pages"])
    let skipped = try run(pages, output, "--to", "voc", "--skip-bad")
    #expect(skipped.exitCode == 2, "\(skipped.error)")
    #expect(skipped.error.contains("Converted 1 symbol of 1 page"))
    #expect(
      skipped.error.contains("a.png.txt, line 2") && skipped.error.contains("outside the page"))
    #expect(skipped.error.contains("2 bad inputs skipped."))
    let tooMany = try run(
      pages, folder.file("none"), "--to", "voc", "--skip-bad", "--max-bad", "0.6")
    #expect(tooMany.exitCode == 65 && tooMany.error.contains("2 of 3"), "\(tooMany.error)")
    #expect(folder.names == ["pages", "v"])
    let again = try run(pages, output, "--to", "voc", "--skip-bad")
    #expect(again.exitCode == 73 && again.error.contains("--force"))
    #expect(try run(pages, output, "--to", "voc", "--skip-bad", "--force").exitCode == 2)
  }

  @Test func classesAreMapped() throws {
    let map = folder.file("map.txt")
    try FileSystem.write("g_clef=gClef\n", to: map, replacing: false)
    let refused = try run(pages, folder.file("out"), "--classes", map)
    #expect(
      refused.exitCode == 65 && refused.error.contains("'beam' (1 symbol), 'note' (1 symbol)"))
    let dropped = try run(pages, folder.file("out"), "--classes", map, "--drop-unmapped")
    #expect(dropped.exitCode == 0, "\(dropped.error)")
    #expect(dropped.error.contains("does not name them: 'beam' (1 symbol), 'note' (1 symbol)."))
    #expect(
      String(decoding: try FileSystem.read(folder.file("out/a.png.txt")), as: UTF8.self)
        == "10.5,20;30,40;gClef;L3\n")
  }

  @Test(arguments: [
    ([], "--from or --to"), (["--to", "kitti"], "kitti"),
    (["--to", "voc", "--drop-unmapped"], "--drop-unmapped needs --classes"),
    (["--to", "voc", "--reverse-classes"], "--reverse-classes needs --classes"),
    (["--classes", "m", "--drop-unmapped", "--keep-unmapped"], "exclude each other"),
    (["--to", "yolo", "--positions", "attribute"], "yolo has no attributes"),
    (["--classes", "m", "--positions", "name"], "leave it out"),
    (["--to", "mung", "--zero-based"], "--zero-based is about voc"),
  ])
  func wrongUseExplainsItself(options: [String], part: String) throws {
    let outcome = try custos.run(["convert", pages, folder.file("out")] + options)
    #expect(outcome.exitCode == 64 && outcome.error.contains(part), "\(outcome.error)")
    #expect(folder.names == ["pages"])
  }
}
