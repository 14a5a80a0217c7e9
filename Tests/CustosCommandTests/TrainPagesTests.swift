import CustosPlatform
import CustosTestSupport
import Foundation
import Testing

/// `custos train-pages`: drawn pages in, a page network out; what makes no sense is refused.
@Suite(.serialized) struct TrainPagesTests {
  private let folder: TemporaryFolder
  private let custos: BuiltProgram

  init() throws {
    folder = try TemporaryFolder()
    custos = try BuiltProgram(named: "custos")
  }

  private func drawPages() throws -> String {
    let pages = folder.file("pages")
    let outcome = try custos.run([
      "synth", "--output", pages, "--pages", "5", "--width", "1000", "--height", "1000", "--quiet",
    ])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    return pages
  }

  private func train(_ pages: String, _ options: [String]) throws -> BuiltProgram.Outcome {
    try custos.run(["train-pages", pages, "--quiet", "--threads", "1"] + options)
  }

  private static let recipe = [
    "--crop", "64", "--crops", "8", "--batch-size", "4", "--epochs", "1",
    "--validation-share", "0.2", "--test-share", "0.2",
  ]

  @Test func aRunIsTrainedAndResumed() throws {
    let pages = try drawPages()
    let output = folder.file("run")
    let first = try train(pages, Self.recipe + ["-o", output])
    #expect(first.exitCode == 0, "\(first.error)")
    #expect(first.lines.first?.hasPrefix("Best validation F: ") == true)
    let record = try JSONSerialization.jsonObject(
      with: Data(FileSystem.read(Path.join(output, "run.json"))))
    let listed = try #require((record as? [String: Any])?["pages"] as? [String: [String]])
    #expect(listed.mapValues(\.count) == ["training": 3, "validation": 1, "test": 1, "drawn": 0])

    try quantize(Path.join(output, "model.safetensors"), pages)
    let again = try train(pages, Self.recipe + ["-o", output])
    #expect(again.exitCode == 73 && again.error.contains("--force"), "\(again.error)")
    let classifier = try custos.run(["train", "--resume", output, "--quiet"])
    #expect(
      classifier.exitCode == 64 && classifier.error.contains("train-pages"), "\(classifier.error)")
    let resumed = try train(pages, ["--resume", output, "--epochs", "2"])
    #expect(resumed.exitCode == 0, "\(resumed.error)")
    let table = String(
      decoding: try FileSystem.read(Path.join(output, "history.csv")), as: UTF8.self)
    #expect(table.split(separator: "\n").count == 3)
  }

  /// The run's network becomes a file for the board that passes its self-test.
  private func quantize(_ model: String, _ pages: String) throws {
    let (table, file) = (folder.file("c.json"), folder.file("page.custos"))
    let calibrated = try custos.run([
      "calibrate", "--model", model, "--data", pages, "--samples", "3", "--output", table,
    ])
    #expect(calibrated.exitCode == 0, "\(calibrated.error)")
    #expect(calibrated.output.contains("observed on 3 crops of pages"), "\(calibrated.output)")
    let options = ["quantize", "--model", model, "--calibration", table, "--output", file]
    let refused = try custos.run(options + ["--test", pages])
    #expect(refused.exitCode == 64 && refused.error.contains("evaluate-pages"), "\(refused.error)")
    let quantized = try custos.run(options + ["--self-tests", "2"])
    #expect(quantized.exitCode == 0, "\(quantized.error)")
    let test = try BuiltProgram(named: "custos-edge").run(["selftest", "--model", file])
    #expect(test.exitCode == 0 && test.output.contains("2 of 2"), "\(test.output)\(test.error)")
    try evaluate(file, float: model, pages)
  }

  /// The symbols of the file and of the float network are counted.
  private func evaluate(_ file: String, float: String, _ pages: String) throws {
    let options = ["evaluate-pages", pages, "--threads", "1", "--model"]
    let table = try custos.run(options + [file])
    #expect(table.exitCode == 0, "\(table.error)")
    #expect(table.lines.count { $0.hasPrefix("S1-000") } == 5)
    #expect(
      table.lines.contains { $0.hasPrefix("note ") } && table.lines.last?.hasPrefix("all ") == true)
    let lines = try custos.run(options + [file, "--format", "jsonl", "--threshold", "0.3"]).lines
    let last = try #require(lines.last)
    let record = try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any]
    #expect(record?["schema"] as? String == "custos.symbol-score/1")
    #expect(record?["name"] as? String == "all" && record?["seq"] as? Int == lines.count - 1)
    let other = try custos.run(options + [float])
    #expect(other.exitCode == 0 && other.lines.last?.hasPrefix("all ") == true, "\(other.error)")
    let refused = try custos.run(options + [file, "--class", "minima"])
    #expect(refused.exitCode == 64 && refused.error.contains("--class"), "\(refused.error)")
    let classical = try custos.run(["evaluate-pages", pages, "--threshold", "0.3"])
    #expect(classical.exitCode == 64 && classical.error.contains("page network"))
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    let output = folder.file("none")
    for (options, text) in [
      (["--crop", "66"], "a multiple of 4"), (["--crops", "0"], "--crops must be"),
      (["--validation-share", "1"], "--validation-share must be"),
      (["--group", "head"], "--group must be NAME=CLASS,CLASS"),
      (["--staff-space", "0"], "--staff-space must be"), (["--epochs", "0"], "--epochs must be"),
      (["--learning-rate", "nan"], "--learning-rate must be"),
    ] {
      let outcome = try train(folder.path, options + ["-o", output])
      #expect(outcome.exitCode == 64, "\(options): \(outcome.error)")
      #expect(outcome.error.contains(text), "\(options): \(outcome.error)")
    }
    let pages = try drawPages()
    let foreign = try train(pages, Self.recipe + ["-o", output, "--group", "head=notehead*"])
    #expect(foreign.exitCode == 64 && foreign.error.contains("name the classes with --group"))
    let missing = try train(folder.file("missing"), Self.recipe + ["-o", output])
    #expect(missing.exitCode == 66, "\(missing.error)")
    #expect(!folder.names.contains("none"))
  }
}
