import CustosTestSupport
import Testing

/// The help of `custos-edge`, and the fields of the JSON lines that need no camera.
@Suite struct EdgeSnapshotTests {
  @Test func helpStaysAsItIs() throws {
    func help(_ arguments: [String]) throws -> String {
      let outcome = try EdgeTool.run(arguments)
      #expect(outcome.exitCode == 0 && outcome.error.isEmpty, "\(arguments): \(outcome.error)")
      return outcome.output
    }
    let overview = try help(["--help"])
    // The verbs stand two columns in, before the exit codes.
    let verbs = overview.split(separator: "\n").filter { $0.hasPrefix("  ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
      .filter { $0 != "help" && !$0.hasPrefix("--") }
    #expect(verbs.count >= 7)
    var text = "== custos-edge --help\n" + overview
    for verb in verbs {
      let page = try help([verb, "--help"])
      #expect(try help(["help", verb]) == page)
      text += "\n== custos-edge \(verb) --help\n" + page
    }
    #expect(try Snapshot.difference(of: text, from: "custos-edge-help.txt") == nil)
  }

  @Test func fieldsStayAsTheyAre() throws {
    let bench = try Workbench()
    let patch = try bench.patch("patch.png", seed: 3)
    let model = ["--model", bench.model, "--format", "jsonl"]
    var text = ""
    for (name, arguments) in [
      ("classify PATCH", ["classify"] + model + [patch]),
      (
        "classify --page --boxes",
        ["classify"] + model + ["--page", bench.page, "--boxes", bench.boxes]
      ),
      ("info", ["info"] + model), ("selftest", ["selftest"] + model),
      ("bench", ["bench"] + model + ["--runs", "2", "--warm-up", "1"]),
    ] {
      let outcome = try EdgeTool.run(arguments)
      #expect(outcome.exitCode == 0, "\(name): \(outcome.error)")
      text += "== custos-edge \(name)\n"
      text += try Snapshot.fields(ofJSON: try #require(outcome.lines.first)) + "\n"
    }
    #expect(try Snapshot.difference(of: text, from: "edge-fields.txt") == nil)
  }
}
