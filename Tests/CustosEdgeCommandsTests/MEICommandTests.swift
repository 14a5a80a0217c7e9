import CustosImage
import CustosPlatform
import CustosSmallModel
import CustosTestSupport
import Foundation
import Testing

/// `custos-edge classify --format mei`.
@Suite struct MEICommandTests {
  private let bench: Workbench
  private var network: String { bench.folder.file("network.custos") }
  private var blank: String { bench.folder.file("blank & <1>.png") }

  init() throws {
    bench = try Workbench()
    try FileSystem.write(SmallPageModel.bytes(), to: network, replacing: false)
    var page = PixelBuffer(width: 600, height: 300)
    for line in 0..<5 {
      page.fillRectangle(x: 20, y: 80 + line * 20, width: 560, height: 2, .black)
    }
    try page.write(to: blank, replacing: false)
    page.fillRectangle(x: 100, y: 100, width: 22, height: 22, .black)
    page.fillRectangle(x: 300, y: 100, width: 22, height: 22, .black)
    try page.write(to: bench.folder.file("two.png"), replacing: false)
  }

  private func read(_ arguments: [String], model: String? = nil) throws -> EdgeTool.Outcome {
    try EdgeTool.run(["classify", "--model", model ?? network, "--format", "mei"] + arguments)
  }

  @Test func aPageIsOneDocument() throws {
    let page = ["--page", bench.folder.file("two.png")]
    let outcome = try read(page)
    try #require(outcome.exitCode == 0, "\(outcome)")
    let tree = try XMLTree(outcome.output)
    #expect(tree.text(in: "title") == "two.png" && tree.all("staff").count == 1)
    // The small network's class is none of MEI's.
    #expect(tree.all("zone").map { $0["label"] } == ["empty", "empty"])
    #expect(tree.comments.count == 2)
    let file = bench.folder.file("two.mei")
    #expect(try read(page + ["--output", file]).exitCode == 0)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == outcome.output)
  }

  @Test func foundNotesStandOnTheirStaves() throws {
    let outcome = try read(
      ["--page", bench.folder.file("two.png"), "--find-symbols", "--symbol-boxes", "heads"],
      model: bench.model)
    try #require(outcome.exitCode == 0, "\(outcome)")
    let tree = try XMLTree(outcome.output)
    #expect(tree.all("note").map { $0["facs"] } == ["#zone-1", "#zone-2"])
    #expect(tree.all("num").map { $0["type"] } == ["label", "label"])
  }

  @Test func boxesOfAFileAreZones() throws {
    let outcome = try read(["--page", bench.page, "--boxes", bench.boxes], model: bench.model)
    try #require(outcome.exitCode == 0, "\(outcome)")
    let tree = try XMLTree(outcome.output)
    #expect(tree.all("zone").map { $0["label"] } == ["minima", "barline", "g_clef", "flat"])
    #expect(tree.comments.count == 4 && tree.all("staff").isEmpty)
  }

  @Test func stavesWithoutSymbolsAreADocumentAndASentence() throws {
    let outcome = try read(["--page", blank])
    #expect(outcome.exitCode == 65 && outcome.error.contains("no symbols were found on the staves"))
    let tree = try XMLTree(outcome.output)
    #expect(tree.text(in: "title") == "blank & <1>.png" && tree.all("zone").isEmpty)
    let file = bench.folder.file("blank.mei")
    #expect(try read(["--page", blank, "-o", file]).exitCode == 65)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == outcome.output)
    let noise = try read(["--page", bench.page])
    #expect(noise.exitCode == 65 && noise.output.isEmpty)
  }

  @Test func otherUsesAreRefused() throws {
    let patch = try read([bench.patch("patch.png", seed: 1)], model: bench.model)
    #expect(patch.exitCode == 64 && patch.error.contains("--format mei needs a --page."))
    let logits = try read(["--page", blank, "--logits"])
    #expect(logits.exitCode == 64 && logits.error.contains("cannot hold --logits"))
    for verb in ["watch", "info", "selftest", "bench", "doctor"] {
      let camera = verb == "watch" ? ["--camera", "fake"] : []
      let outcome = try EdgeTool.run([verb, "--model", network, "--format", "mei"] + camera)
      #expect(outcome.exitCode == 64, "\(verb)")
      #expect(outcome.error.contains("--format mei is for classify --page alone"), "\(outcome)")
    }
    let served = try EdgeTool.run(["serve", "--model", network, "--format", "mei"])
    #expect(served.exitCode == 64 && served.error.contains("serve has no option '--format'"))
    let other = try EdgeTool.run(["classify", "--model", network, "--format", "xml", "a.png"])
    #expect(other.error.contains("text, jsonl or mei"))
  }
}
