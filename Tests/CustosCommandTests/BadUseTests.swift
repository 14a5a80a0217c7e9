import CustosPlatform
import CustosTestSupport
import Foundation
import Testing

/// Every failure is one sentence on standard error with its exit code, and leaves nothing behind.
@Suite struct BadUseTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func expect(
    _ code: Int32, saying text: String, _ arguments: String...,
    location: SourceLocation = #_sourceLocation
  ) throws {
    try expect(code, saying: text, arguments, location: location)
  }

  private func expect(
    _ code: Int32, saying text: String, _ arguments: [String],
    location: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try BuiltProgram(named: "custos").run(arguments)
    #expect(outcome.exitCode == code, "\(outcome.error)", sourceLocation: location)
    #expect(outcome.error.contains(text), "\(outcome.error)", sourceLocation: location)
    #expect(outcome.output.isEmpty, sourceLocation: location)
  }

  @Test func missingInputsAreNamed() throws {
    let nowhere = folder.file("nowhere")
    let output = folder.file("output")
    try expect(66, saying: nowhere, "extract", nowhere, output)
    try expect(66, saying: nowhere, "split", nowhere)
    try expect(66, saying: nowhere, "draw", nowhere, "-o", output + ".png")
    try expect(66, saying: nowhere, "train", "--data", nowhere, "-o", output)
    try expect(66, saying: nowhere, "evaluate", "--model", nowhere, "--data", folder.path)
    try expect(
      66, saying: nowhere, "calibrate", "--model", nowhere, "--data", folder.path, "-o", output)
    try expect(
      66, saying: nowhere, "quantize", "--model", nowhere, "--calibration", nowhere, "-o", output)
    #expect(folder.names == [])
  }

  @Test func foreignFilesAreRefused() throws {
    let foreign = folder.file("foreign.safetensors")
    try FileSystem.write("no model at all", to: foreign, replacing: false)
    let output = folder.file("output")
    try expect(
      65, saying: foreign, "calibrate", "--model", foreign, "--data", folder.path, "-o", output)
    try expect(65, saying: foreign, "evaluate", "--model", foreign, "--data", folder.path)
    #expect(folder.names == ["foreign.safetensors"])
  }

  @Test func wrongUseExplainsItself() throws {
    try expect(64, saying: "--output", "train", "--data", folder.path)
    try expect(64, saying: "--batch-size", "train", "--data", "d", "-o", "o", "--batch-size", "0")
    let train = ["train", "--data", "d", "-o", "o"]
    for (options, text) in [
      (["--weight-decay", "0.1"], "--optimizer adamw"),
      (["--final-rate", "0.1"], "--schedule cosine"),
      (["--schedule", "cosine", "--final-rate", "-1"], "--final-rate"),
      (["--optimizer", "adamw", "--weight-decay", "-1"], "--weight-decay"),
      (["--schedule", "steps"], "cosine"), (["--warm-up-epochs", "-1"], "--warm-up-epochs"),
      (["--ema", "1"], "--ema"), (["--label-smoothing", "1"], "--label-smoothing"),
      (["--checkpoint-minutes", "-1"], "--checkpoint-minutes"),
    ] {
      try expect(64, saying: text, train + options)
    }
    let quantize = ["quantize", "--model", "m", "--calibration", "c", "-o", "o"]
    for options in [
      ["--staff-space", "0.5"], ["--staff-space", "nan"], ["--target-accuracy", "0.99"],
      ["--target-accuracy", "1.01", "--validation", "v"],
    ] {
      try expect(64, saying: options[0], quantize + options)
    }
    for (options, text) in [
      (["--max-drop", "0.1"], "--max-drop needs --test"),
      (["--max-drop=-1", "--test", "t"], "--max-drop must be 0 to 100"),
      (["--max-drop", "nan", "--test", "t"], "--max-drop must be 0 to 100"),
      (["--sensitivity"], "--sensitivity needs --test"),
      (["--sensitivity-pictures", "0", "--test", "t"], "--sensitivity-pictures must be 1"),
      (["--report", "r"], "--report needs --test"),
      (["--format", "jsonl"], "--format jsonl needs --test"),
      (["--method", "mse", "--percentile", "99"], "--percentile goes with --method percentile"),
      (["--method", "entropy"], "mse"),
    ] {
      try expect(64, saying: text, quantize + options)
    }
    try expect(
      64, saying: "--sensitivity needs --float", "evaluate", "--model", "m", "--data", "d",
      "--sensitivity")
    let recipe = [
      "--schedule", "cosine", "--final-rate", "0.1", "--warm-up-epochs", "1", "--optimizer",
      "adamw", "--weight-decay", "0.1", "--label-smoothing", "0.1", "--ema", "0.9",
    ]
    for place in stride(from: 0, to: recipe.count, by: 2) {
      try expect(64, saying: recipe[place], ["train", "--resume", "o"] + recipe)
    }
    try expect(64, saying: "res_net_4", "summary", "--model-name", "alexnet")
    // The network of whole pages has a command of its own.
    try expect(
      64, saying: "custos train-pages", "train", "--data", "d", "-o", folder.file("output"),
      "--model-name", "page_net")
    for option in [["--classes", "3"], ["--preprocessing", "none"]] {
      try expect(64, saying: option[0], ["summary", "--model-name", "page_net"] + option)
    }
    for verb in [["summary"], ["train", "--data", "d", "-o", folder.file("output")]] {
      try expect(
        64, saying: "vgg4 has no preprocessing of ImageNet",
        verb + ["--model-name", "vgg4", "--preprocessing", "imagenet"])
    }
    try expect(64, saying: "--preprocessing", "train", "--resume", "o", "--preprocessing", "none")
    try expect(
      64, saying: "--threads", "evaluate", "--model", "m", "--data", "d", "--threads", "-1")
  }

  /// Images that are too small are refused before anything is read or written.
  @Test func tooSmallImagesAreRefused() throws {
    let output = folder.file("output")
    let size = ["--height", "3", "--width", "3"]
    for name in ["vgg4", "res_net_4"] {
      let text = "--width must be 8 to 4096 pixels, but 3 was given"
      try expect(64, saying: text, ["summary", "--model-name", name] + size)
      try expect(
        64, saying: text,
        ["train", "--model-name", name, "--data", folder.path, "-o", output] + size)
    }
    #expect(folder.names == [])
  }

  @Test func helpAndVersionGoToStandardOutput() throws {
    let help = try BuiltProgram(named: "custos").run(["--help"])
    #expect(help.exitCode == 0)
    for verb in ["extract", "split", "draw", "synth", "train", "evaluate", "calibrate", "quantize"]
    {
      #expect(help.output.contains(verb))
    }
    let version = try BuiltProgram(named: "custos").run(["--version"])
    #expect(version.exitCode == 0 && version.output == CustosVersion.current + "\n")
  }
}
