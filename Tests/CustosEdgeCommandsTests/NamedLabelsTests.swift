import CustosImage
import CustosPlatform
import CustosSmallModel
import CustosTestSupport
import Foundation
import Testing

/// A model whose labels are plain names: everything is read, and nothing speaks of staves.
@Suite struct NamedLabelsTests {
  private static let labels = ["cat", "dog", "horse"]
  private let bench: Workbench

  init() throws {
    bench = try Workbench()
    try FileSystem.write(
      SmallModel.bytes(labels: Self.labels), to: bench.model, replacing: true)
  }

  private func saysNothingOfStaves(_ outcome: EdgeTool.Outcome) -> Bool {
    let text = (outcome.output + outcome.error).lowercased()
    return !text.contains("staff") && !text.contains("position") && !text.contains("l0")
  }

  @Test func everyBoxOfAPageIsRead() throws {
    let picture = bench.folder.file("out.png")
    let outcome = try EdgeTool.run([
      "classify", "--model", bench.model, "--page", bench.page, "--boxes", bench.boxes,
      "--annotate", picture,
    ])
    try #require(outcome.exitCode == 0, "\(outcome)")
    // The label is the class, and there is no position.
    let fields = outcome.lines.map { $0.components(separatedBy: ";") }
    #expect(fields.allSatisfy { $0.count == 3 && $0[2].isEmpty })
    let labels = fields.map { $0[1] }
    #expect(labels.count == 4 && labels.allSatisfy(Self.labels.contains))
    #expect(saysNothingOfStaves(outcome))
    #expect(FileSystem.kind(of: picture) == .file)
    let json = try EdgeTool.run([
      "classify", "--model", bench.model, "--page", bench.page, "--boxes", bench.boxes,
      "--format", "jsonl",
    ])
    let objects = try json.lines.map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(objects.map { $0["label"] as? String } == labels)
    #expect(objects.map { $0["class"] as? String } == labels)
    #expect(
      objects.map { $0["given_class"] as? String } == ["minima", "barline", "g_clef", "flat"])
    let unsure = try EdgeTool.run([
      "classify", "--model", bench.model, "--page", bench.page, "--boxes", bench.boxes,
      "--threshold", "1",
    ])
    #expect(unsure.lines.allSatisfy { $0.hasSuffix(";unknown;") }, "\(unsure)")
  }

  @Test func patchesAndPicturesOfACameraAreRead() throws {
    let patch = try bench.patch("patch.png", seed: 4)
    let classified = try EdgeTool.run(["classify", "--model", bench.model, patch])
    #expect(classified.exitCode == 0 && saysNothingOfStaves(classified))
    for verb in ["info", "selftest"] {
      let told = try EdgeTool.run([verb, "--model", bench.model])
      #expect(told.exitCode == 0 && saysNothingOfStaves(told), "\(told)")
    }
    let watched = try EdgeTool.run([
      "watch", "--model", bench.model, "--camera", "fake:\(bench.page)@50", "--frames", "3",
      "--box", "10,20,30,50", "--steady", "1/1",
    ])
    try #require(watched.exitCode == 0 && watched.lines.count == 3, "\(watched)")
    for line in watched.lines {
      let fields = line.split(separator: "\t").map(String.init)
      let parts = fields[1].components(separatedBy: ";")
      #expect(Self.labels.contains(parts[1]) && parts[2].isEmpty && fields.last == parts[1])
    }
    #expect(saysNothingOfStaves(watched))
  }

  @Test func correctionsAreOneOfTheNames() throws {
    let store = bench.folder.file("store")
    let tool = try ServedTool([
      "--model", bench.model, "--camera", "fake:\(bench.page)@20", "--boxes", bench.boxes,
      "--store", store,
    ])
    let labels = try #require(try tool.state()["labels"] as? [String: Any])
    #expect(labels["kind"] as? String == "names")
    #expect(labels["choices"] as? [String] == Self.labels)
    let number = try tool.pictureNumber()
    func correct(_ label: String) throws -> RawAnswer? {
      try tool.ask(
        "/feedback", method: "POST", token: tool.token,
        body: #"{"frame": \#(number), "symbol": 1, "label": "\#(label)"}"#)
    }
    for wrong in ["L3", "cow", ""] {
      let refused = try #require(try correct(wrong))
      #expect(refused.status == 400 && refused.text.contains("one of cat, dog, horse"))
    }
    let stored = try #require(try correct("dog"))
    #expect(stored.status == 200 && stored.object["label"] as? String == "dog")
    #expect(stored.object["position"] == nil)
    let name = try #require(stored.object["stored"] as? String)
    let entry = try #require(
      JSONSerialization.jsonObject(with: Data(FileSystem.read(Path.join(store, name))))
        as? [String: Any])
    #expect(entry["label"] as? String == "dog" && entry["position"] == nil)
    #expect(entry["class"] as? String == "dog" && entry["corrected_class"] == nil)
    #expect(try tool.end() == 0)
  }

  /// With staff positions, positions that the model does not know can be given as well.
  @Test func positionsOfferAllFourteen() throws {
    try FileSystem.write(SmallModel.bytes(labels: ["L2", "S2"]), to: bench.model, replacing: true)
    let tool = try ServedTool([
      "--model", bench.model, "--camera", "fake:\(bench.page)@20", "--boxes", bench.boxes,
      "--store", bench.folder.file("store"),
    ])
    let labels = try #require(try tool.state()["labels"] as? [String: Any])
    #expect(labels["kind"] as? String == "staff_positions")
    #expect((labels["choices"] as? [String])?.count == 14)
    #expect(try tool.correct("S6")?.status == 200)
    let refused = try #require(try tool.correct("L7"))
    #expect(refused.status == 400 && refused.text.contains("L0 to L6 and S0 to S6"))
    #expect(try tool.end() == 0)
  }

  /// The same rule for boxes outside as in classify, but a camera goes on.
  @Test func boxesOutsideAreSaidOnce() throws {
    let outcome = try EdgeTool.run([
      "watch", "--model", bench.model, "--camera", "fake:\(bench.page)@50", "--frames", "4",
      "--box", "10,20,30,50", "--box", "5000,20,30,50",
    ])
    #expect(outcome.exitCode == 0 && outcome.lines.count == 4)
    #expect(outcome.error.components(separatedBy: "lie outside its").count == 2)
    #expect(outcome.error.contains("Boxes left out because they lay outside their pictures: 4."))
  }
}
