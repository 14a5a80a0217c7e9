import CustosPlatform
import CustosTestSupport
import Foundation
import Testing

/// From drawn pages to a quantised model with the desktop's command line alone.
@Suite struct WholePathTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func json(_ line: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  /// Runs a command that must succeed.
  @discardableResult
  private func succeed(_ arguments: String...) throws -> BuiltProgram.Outcome {
    let outcome = try BuiltProgram(named: "custos").run(arguments)
    #expect(outcome.exitCode == 0, "\(arguments): \(outcome.error)")
    return outcome
  }

  @Test func pagesBecomeAnInt8Model() throws {
    let (pages, patches, data) = (
      folder.file("pages"), folder.file("patches"), folder.file("data")
    )
    try succeed(
      "synth", "-o", pages, "--pages", "2", "--seed", "3", "--width", "2000", "--height", "1400")
    try succeed(
      "extract", pages, patches, "--group_by", "staff_position",
      "--ignore_classes_without_semantic_staff_position", "--add_padding_to_force_center",
      "--width", "64", "--height", "128")
    // Every class needs enough patches for all three sets.
    for name in try FileSystem.list(patches)
    where try FileSystem.list(Path.join(patches, name)).count < 10 {
      try FileManager.default.removeItem(atPath: Path.join(patches, name))
    }
    try succeed("split", patches, "-o", data, "--seed", "1")

    let run = folder.file("run")
    let options = ["--height", "32", "--width", "16", "--epochs", "1", "--optimizer", "sgd"]
    let train = ["train", "--data", data, "-o", run] + options
    let custos = try BuiltProgram(named: "custos")
    let first = try custos.run(train)
    #expect(first.exitCode == 0, "\(first.error)")
    #expect(first.output.contains("(cross-entropy ") && first.output.contains("L2 penalty"))

    // A run is not overwritten by mistake, and a resumed one keeps its recipe.
    let again = try custos.run(train)
    #expect(again.exitCode == 73 && again.error.contains("--force"))
    #expect(try custos.run(train + ["--force", "--quiet"]).exitCode == 0)
    let changed = try custos.run(["train", "--resume", run, "--learning-rate", "0.1"])
    #expect(changed.exitCode == 64 && changed.error.contains("--learning-rate"))
    let model = Path.join(run, "model.safetensors")
    try succeed("train", "--resume", run, "--epochs", "2", "--quiet")
    let record = try json(
      String(decoding: FileSystem.read(Path.join(run, "run.json")), as: UTF8.self))
    #expect((record["continuations"] as? [Any])?.count == 1)
    #expect((record["outcome"] as? [String: Any])?["bestEpoch"] is Int)
    let reportFiles = ["confusion.png", "report.html", "worst.png"]
    #expect(Set(reportFiles).isSubset(of: try FileSystem.list(run)))

    let (table, int8) = (folder.file("ranges.json"), folder.file("m.custos"))
    try succeed("calibrate", "--model", model, "--data", data, "-o", table, "--samples", "16")
    try succeed(
      "quantize", "--model", model, "--calibration", table, "--test", data, "--validation", data,
      "--target-accuracy", "0.5", "-o", int8)
    let lines = try succeed(
      "evaluate", "--model", int8, "--float", model, "--data", data, "--format", "jsonl"
    ).lines.map(json)
    #expect(lines.map { $0["seq"] as? Int } == Array(lines.indices))
    let comparison = try #require(lines.last)
    #expect(comparison["schema"] as? String == "custos.comparison/1")
    #expect(comparison["images"] as? Int == lines.count - 3)
    #expect((comparison["model"] as? [String: String])?["name"] == "m.custos")
    let confidence = lines[lines.count - 2]
    #expect(confidence["schema"] as? String == "custos.confidence/1")
    #expect(confidence["images"] as? Int == lines.count - 3)
    #expect(confidence["calibration_error"] is Double)
    #expect((comparison["agreement"] as? Double ?? 0) > 0.8)

    try judge(model, table, data)

    // A report of the float model tells of its training as well, one of the int8 model of itself.
    let (ofFloat, ofInt8) = (folder.file("report-float"), folder.file("report-int8"))
    let text = try succeed("evaluate", "--model", model, "--data", data, "--report", ofFloat)
    #expect(text.output.contains("true \\ read") && text.output.contains("Staff steps of "))
    try succeed("evaluate", "--model", int8, "--data", data, "--report", ofInt8)
    #expect(try FileSystem.list(ofFloat) == reportFiles)
    func page(_ folder: String) throws -> String {
      String(decoding: try FileSystem.read(Path.join(folder, "report.html")), as: UTF8.self)
    }
    #expect(try page(ofFloat).contains("<h2>Recipe</h2>"))
    #expect(try page(ofInt8).contains("calibration") && !page(ofInt8).contains("<h2>Recipe</h2>"))
    let evaluateAgain = ["evaluate", "--model", int8, "--data", data, "--report", ofInt8]
    let refused = try custos.run(evaluateAgain)
    #expect(refused.exitCode == 73 && refused.output.isEmpty && refused.error.contains("--force"))
    #expect(try custos.run(evaluateAgain + ["--force"]).exitCode == 0)
  }
  /// A verdict on pictures whose true labels are what the float network reads, so that every label
  /// that int8 changes is a loss.
  private func judge(_ model: String, _ table: String, _ data: String) throws {
    let custos = try BuiltProgram(named: "custos")
    let (test, good, bad) = (
      folder.file("judged"), folder.file("g.custos"), folder.file("b.custos")
    )
    let readings = try succeed(
      "evaluate", "--model", model, "--data", data, "--format", "jsonl"
    ).lines.map(json).filter { $0["schema"] as? String == "custos.prediction/1" }
    for (place, reading) in readings.enumerated() {
      let (file, label) = (
        try #require(reading["file"] as? String), try #require(reading["label"] as? String)
      )
      try FileSystem.createDirectories(Path.join(test, label))
      try FileSystem.write(
        FileSystem.read(Path.join(data, "test/" + file)),
        to: Path.join(test, "\(label)/\(place).png"), replacing: false)
    }
    let quantize = ["quantize", "--model", model, "--test", test, "--sensitivity-pictures", "4"]
    let report = folder.file("report-costs")
    let judged = quantize + ["--calibration", table, "--max-drop", "100", "-o", good]
    let lines = try custos.run(
      judged + ["--sensitivity", "--format", "jsonl", "--bias-correction", "--report", report]
    ).lines.map(json)
    #expect(lines.map { $0["seq"] as? Int } == Array(lines.indices))
    #expect(lines.first?["float_accuracy"] as? Double == 1)
    #expect(lines.last?["schema"] as? String == "custos.verdict/1")
    #expect(lines.last?["passed"] as? Bool == true)
    let costs = lines.filter { $0["schema"] as? String == "custos.sensitivity/1" }
    // 13 convolutions, the mean before the dense layer, the dense layer, and all of them together.
    #expect(costs.count == 16 && costs.count { $0["weights"] != nil } == 15)
    #expect(costs.allSatisfy { $0["images"] as? Int == 4 })
    let page = try FileSystem.read(Path.join(report, "report.html"))
    #expect(String(decoding: page, as: UTF8.self).contains("What int8 costs, layer by layer"))

    // A model that clips half of all activations is refused; what is there stays.
    let narrow = folder.file("narrow.json")
    let calibration = try custos.run([
      "calibrate", "--model", model, "--data", data, "-o", narrow, "--samples", "8",
      "--percentile", "50.1",
    ])
    #expect(calibration.exitCode == 0, "\(calibration.error)")
    for (output, text) in [(bad, "b.custos is not written"), (good, "stays as it was")] {
      let before = output == good ? try FileSystem.read(output) : nil
      let refused = try custos.run(
        quantize + ["--calibration", narrow, "--max-drop", "0", "-o", output, "--force"])
      #expect(refused.exitCode == 1)
      #expect(refused.error.contains("int8 loses ") && refused.error.contains(text))
      #expect(refused.error.contains("convolution"), "\(refused.error)")
      #expect((FileSystem.kind(of: output) == .missing) == (output == bad))
      if let before { #expect(try FileSystem.read(output) == before) }
    }
  }
}
