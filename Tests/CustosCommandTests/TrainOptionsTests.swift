import CustosPlatform
import CustosTestData
import CustosTestSupport
import Foundation
import Testing

/// The options of `custos train` that belong together, contradict each other, or stand for many.
@Suite struct TrainOptionsTests {
  private let tiny: TinyDataSet
  private let folder: TemporaryFolder

  init() throws {
    tiny = try TinyDataSet()
    folder = try TemporaryFolder()
  }

  private func train(_ output: String, _ options: [String]) throws -> BuiltProgram.Outcome {
    let size = ["--height", "16", "--width", "8", "--threads", "2", "--quiet"]
    return try BuiltProgram(named: "custos").run(
      ["train", "--data", tiny.folder.path, "-o", folder.file(output)] + size + options)
  }

  private func options(ofRun name: String) throws -> [String: Any] {
    let record = try FileSystem.read(Path.join(folder.file(name), "run.json"))
    let fields = try JSONSerialization.jsonObject(with: Data(record)) as? [String: Any]
    return try #require(fields?["options"] as? [String: Any])
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    for (options, text) in [
      (["--unfreeze-after", "2"], "--freeze"),
      (["--freeze", "body", "--unfreeze-after", "0"], "--unfreeze-after must be"),
      (["--freeze", "body"], "give --weights"),
      (["--freeze", "body", "--weights", "none"], "give --weights"),
      (["--body-rate", "0"], "--freeze body"), (["--body-rate", "1.5"], "at most 1"),
      (["--clip-norm", "0"], "--clip-norm"), (["--clip-norm", "inf"], "--clip-norm"),
      (["--hours", "0"], "--hours"), (["--hours", "nan"], "--hours"),
      (["--hours", "1", "--epochs", "2"], "--epochs"),
      (
        ["--hours", "1", "--freeze", "body", "--weights", "w", "--unfreeze-after", "1"],
        "--unfreeze-after"
      ),
      (["--teacher-share", "0.5"], "--teacher"), (["--teacher-temperature", "2"], "--teacher"),
      (["--teacher", "t", "--teacher-share", "0"], "--teacher-share"),
      (["--teacher", "t", "--teacher-temperature", "-1"], "--teacher-temperature"),
      (["--recipe", "better"], "best"), (["--batch-norm", "moving"], "precise"),
      (["--recipe", "reference", "--final-rate", "0.1"], "--schedule cosine"),
      (["--recipe", "best", "--optimizer", "sgd", "--weight-decay", "0.1"], "--optimizer adamw"),
    ] {
      let outcome = try train("refused", options)
      #expect(outcome.exitCode == 64, "\(options): \(outcome.error)")
      #expect(outcome.error.contains(text), "\(options): \(outcome.error)")
    }
    let missing = folder.file("missing.safetensors")
    let outcome = try train("refused", ["--teacher", missing])
    #expect(outcome.exitCode == 66 && outcome.error.contains(missing), "\(outcome.error)")
    #expect(folder.names == [])
  }

  /// One name stands for the options of a recipe, and single ones still count.
  @Test func aRecipeStandsForItsOptions() throws {
    let few = [
      "--epochs", "1", "--ema", "0.9", "--batch-size", "4", "--final-rate", "0.0001",
      "--augment-noise", "3", "--weight-decay", "0.01",
    ]
    let outcome = try train("best", ["--recipe", "best"] + few)
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let found = try options(ofRun: "best")
    #expect(found["optimizer"] as? String == "adamw" && found["schedule"] as? String == "cosine")
    #expect(found["normalization"] as? String == "precise" && found["batchSize"] as? Int == 4)
    #expect(found["averageDecay"] as? Double == 0.9 && found["penalty"] as? Double == 0)
    #expect(found["epochs"] as? Int == 1 && found["weightDecay"] as? Double == 0.01)
    let photo = try #require(found["photo"] as? [String: Any])
    #expect(photo["noise"] as? Double == 3 && photo["rotation"] as? Double == 4)

    let other = ["--optimizer", "sgd", "--augment", "none", "--batch-norm", "running"]
    #expect(try train("other", ["--recipe", "best", "--epochs", "1"] + other).exitCode == 0)
    let changed = try options(ofRun: "other")
    #expect(changed["optimizer"] as? String == "sgd" && changed["zoom"] as? Double == 0)
    #expect(changed["penalty"] as? Double == 1e-4)
    #expect(changed["normalization"] as? String == "running")
    #expect((changed["photo"] as? [String: Any])?["noise"] as? Double == 0)
  }

  /// A teacher, a frozen body and limited gradients are part of the run and are resumed.
  @Test func fineTuningIsResumed() throws {
    #expect(try train("teacher", ["--epochs", "1", "--optimizer", "sgd"]).exitCode == 0)
    let teacher = Path.join(folder.file("teacher"), "model.safetensors")
    let tuning = [
      "--freeze", "body", "--unfreeze-after", "1", "--body-rate", "0.5", "--clip-norm", "1",
      "--teacher", teacher, "--teacher-share", "0.75", "--weights", teacher, "--optimizer", "sgd",
    ]
    for (options, text) in [
      (["--freeze", "body", "--unfreeze-after", "5", "--epochs", "5"], "never happens"),
      (["--freeze", "body", "--body-rate", "0.1"], "--body-rate has no effect"),
      (["--freeze", "conv2d_21"], "near names are 'conv2d_1', 'conv2d_2', 'conv2d_11'"),
    ] {
      let refused = try train("tuned", options + ["--weights", teacher])
      #expect(refused.exitCode == 64 && refused.error.contains(text), "\(refused.error)")
      #expect(!folder.names.contains("tuned"))
    }
    let outcome = try train("tuned", tuning + ["--epochs", "2"])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let found = try options(ofRun: "tuned")
    #expect(found["frozenLayers"] as? [String] == ["body"] && found["unfreezeAfter"] as? Int == 1)
    #expect(found["bodyRate"] as? Double == 0.5 && found["clipNorm"] as? Double == 1)
    let teaching = try #require(found["teacher"] as? [String: Any])
    #expect(teaching["share"] as? Double == 0.75 && teaching["temperature"] as? Double == 4)

    let custos = try BuiltProgram(named: "custos")
    func resume(_ options: String...) throws -> BuiltProgram.Outcome {
      try custos.run(["train", "--resume", folder.file("tuned"), "--quiet"] + options)
    }
    for place in stride(from: 0, to: 8, by: 2) {
      let refused = try custos.run(
        ["train", "--resume", folder.file("tuned")] + tuning[place...place + 1])
      #expect(refused.exitCode == 64 && refused.error.contains(tuning[place]), "\(refused.error)")
    }
    let moved = folder.file("moved.safetensors")
    try FileManager.default.moveItem(atPath: teacher, toPath: moved)
    let lost = try resume("--epochs", "3")
    #expect(lost.exitCode == 66 && lost.error.contains(teacher), "\(lost.error)")
    let resumed = try resume("--epochs", "3", "--teacher", moved)
    #expect(resumed.exitCode == 0, "\(resumed.error)")
    #expect(
      try resume("--teacher", Path.join(folder.file("tuned"), "model.safetensors")).exitCode == 65)
  }
}
