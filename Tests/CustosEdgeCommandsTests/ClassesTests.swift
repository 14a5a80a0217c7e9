import CustosNotation
import CustosPlatform
import CustosSmallModel
import CustosTestSupport
import Foundation
import Testing

/// `--classes`: one model reads classes, another one positions.
@Suite struct ClassesTests {
  private static let names = ["barline", "minima", "g_clef"]
  private let bench: Workbench
  private var classes: String { bench.folder.file("classes.custos") }
  private var page: [String] { ["--page", bench.page, "--boxes", bench.boxes] }

  init() throws {
    bench = try Workbench()
    try FileSystem.write(SmallModel.bytes(labels: Self.names), to: classes, replacing: false)
    let boxes = (0..<24).map { "\($0 * 3),\($0 * 2),\($0 * 3 + 20),\($0 * 2 + 30);minima" }
    try FileSystem.write(
      boxes.joined(separator: "\n") + "\n", to: bench.boxes, replacing: true)
  }

  private func fields(_ arguments: [String]) throws -> [[String]] {
    let outcome = try EdgeTool.run(["classify"] + arguments + page)
    try #require(outcome.exitCode == 0, "\(outcome)")
    return outcome.lines.map { $0.components(separatedBy: ";") }
  }

  @Test func bothColumnsAreFilled() throws {
    let positions = try fields(["--model", bench.model])
    let alone = try fields(["--model", classes])
    let both = try fields(["--model", bench.model, "--classes", classes])
    for (index, line) in both.enumerated() {
      #expect(line[1] == alone[index][1])
      #expect(
        line[2] == (SymbolClass.hasStaffPosition(line[1]) ? positions[index][2] : ""), "\(line)")
    }
    #expect(Set(both.map { $0[2].isEmpty }).count == 2, "the boxes show but one kind")
    let json = try EdgeTool.run(
      ["classify", "--model", bench.model, "--classes", classes, "--format", "jsonl"] + page)
    let line = try #require(json.lines.first)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["class"] as? String == both[0][1])
    #expect(object["given_class"] as? String == "minima")
    #expect((object["class_probability"] as? Double).map { (0...1).contains($0) } == true)
    #expect((object["class_model"] as? [String: String])?["name"] == "small")
  }

  @Test func wrongModelsAreRefused() throws {
    let network = bench.folder.file("page.custos")
    try FileSystem.write(SmallPageModel.bytes(selfTests: 0), to: network, replacing: false)
    for (model, second, part) in [
      (bench.model, bench.model, "reads staff positions or whole pages"),
      (bench.model, network, "reads staff positions or whole pages"),
      (classes, classes, "reads no staff positions of boxes"),
    ] {
      let outcome = try EdgeTool.run(["classify", "--model", model, "--classes", second] + page)
      #expect(outcome.exitCode == 65 && outcome.error.contains(part), "\(outcome)")
      let watched = try EdgeTool.run([
        "watch", "--model", model, "--classes", second, "--camera", "fake", "--frames", "1",
      ])
      #expect(watched.exitCode == 65 && watched.error.contains(part), "\(watched)")
    }
    let whole = try EdgeTool.run(
      ["classify", "--model", network, "--classes", classes, "--page", bench.page])
    #expect(whole.exitCode == 65 && whole.error.contains("reads no staff positions of boxes"))
    let patch = try bench.patch("patch.png", seed: 3)
    let patches = try EdgeTool.run([
      "classify", "--model", bench.model, "--classes", classes, patch,
    ])
    #expect(patches.exitCode == 64 && patches.error.contains("--classes needs a --page"))
  }

  /// Class and position of one symbol are corrected one after the other, or at once.
  @Test func bothAreCorrected() throws {
    let store = bench.folder.file("store")
    let tool = try ServedTool([
      "--model", bench.model, "--classes", classes, "--camera", "fake:\(bench.page)@20", "--boxes",
      bench.boxes, "--store", store,
    ])
    let state = try tool.state()
    #expect(state["classes"] as? [String] == Self.names)
    let number = try tool.pictureNumber()
    let held = try tool.ask(
      "/hold", method: "POST", token: tool.token, body: #"{"frame": \#(number)}"#)
    #expect(held?.status == 200)
    let symbols = try #require(try tool.state()["symbols"] as? [[String: Any]])
    let bare = try #require(symbols.firstIndex { $0["label"] is NSNull })
    #expect(symbols[bare]["class"] as? String == "barline")
    #expect(try tool.ask("/patch.png?n=\(number)&symbol=\(bare)")?.status == 200)
    func correct(_ fields: String) throws -> RawAnswer? {
      try tool.ask(
        "/feedback", method: "POST", token: tool.token,
        body: #"{"frame": \#(number), "symbol": \#(bare), \#(fields)}"#)
    }
    // What was read as a barline has no position, unless its class is corrected, too.
    #expect(try correct(#""label": "L3""#)?.status == 422)
    let unknown = try #require(try correct(#""class": "cow""#))
    #expect(unknown.status == 400 && unknown.text.contains("barline, minima, g_clef"))
    let first = try #require(try correct(#""class": "minima""#))
    #expect(first.status == 200 && first.object["class"] as? String == "minima")
    let stored = try #require(first.object["stored"] as? String)
    let path = Path.join(store, stored)
    func entry() throws -> [String: Any] {
      try #require(
        JSONSerialization.jsonObject(with: Data(FileSystem.read(path))) as? [String: Any])
    }
    #expect(try entry()["class"] as? String == "minima" && entry()["position"] == nil)
    #expect(try entry()["corrected_class"] as? String == "minima")
    #expect(try entry()["read_class"] as? String == "barline")
    #expect(try entry()["class_patch"] as? [Int] == [24, 48])
    #expect(try correct(#""class": "minima", "label": "L3""#)?.status == 200)
    #expect(try entry()["position"] as? String == "L3")
    #expect(try entry()["corrected_class"] as? String == "minima")
    #expect(try tool.end() == 0)
  }

  /// Without a model of classes there are none to correct.
  @Test func withoutItNoClassIsTaken() throws {
    let tool = try ServedTool([
      "--model", bench.model, "--camera", "fake:\(bench.page)@20", "--boxes", bench.boxes,
      "--store", bench.folder.file("store"),
    ])
    #expect(try tool.state()["classes"] is NSNull)
    let refused = try tool.ask(
      "/feedback", method: "POST", token: tool.token,
      body: #"{"frame": \#(try tool.pictureNumber()), "symbol": 0, "class": "minima"}"#)
    #expect(refused?.status == 400 && refused?.text.contains("--classes: none") == true)
    #expect(try tool.end() == 0)
  }
}
