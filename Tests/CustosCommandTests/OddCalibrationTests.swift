import CustosImage
import CustosPlatform
import CustosTestData
import CustosTestSupport
import Foundation
import Testing

/// Calibrations that say too little, ranges that cost labels, and a limit on the size of files.
@Suite struct OddCalibrationTests {
  private let tiny: TinyDataSet
  private let custos: BuiltProgram
  private var folder: TemporaryFolder { tiny.folder }
  private var run: String { folder.file("run") }
  private var weights: String { Path.join(run, "model.safetensors") }

  init() throws {
    tiny = try TinyDataSet(training: 12, width: 16, height: 32)
    custos = try BuiltProgram(named: "custos")
  }

  private var train: [String] {
    [
      "train", "--data", folder.path, "-o", run, "--epochs", "1", "--width", "16", "--height", "32",
      "--quiet",
    ]
  }

  private func calibrate(_ data: String, _ options: [String] = []) throws -> BuiltProgram.Outcome {
    try custos.run(
      ["calibrate", "--model", weights, "--data", data, "-o", folder.file("c.json"), "--force"]
        + options)
  }

  private func quantize(_ options: [String] = []) throws -> BuiltProgram.Outcome {
    try custos.run(
      [
        "quantize", "--model", weights, "--calibration", folder.file("c.json"), "-o",
        folder.file("m.custos"), "--force",
      ] + options)
  }

  @Test func smallAndBlankCalibrationsAreTold() throws {
    #expect(try custos.run(train).exitCode == 0)
    let blank = folder.file("blank")
    try FileSystem.createDirectories(blank + "/L1")
    try PixelBuffer(
      width: 16, height: 32, pixels: [UInt8](repeating: 255, count: 16 * 32 * 3)
    ).write(to: blank + "/L1/a.png", replacing: false)
    for outcome in [try calibrate(blank), try quantize()] {
      #expect(outcome.exitCode == 0, "\(outcome.error)")
      #expect(outcome.error.contains("warning: The calibration saw one patch, too few"))
      #expect(outcome.error.contains("warning: 1 of the calibration's 1 patches are blank"))
    }
    // The usual calibration is told nothing, and its patches show whether int8 gives the same labels.
    let usual = try calibrate(folder.path)
    #expect(usual.exitCode == 0 && !usual.error.contains("The calibration saw"))
    let compared = try quantize()
    #expect(compared.exitCode == 0 && !compared.error.contains("The calibration saw"))
    let line = try #require(compared.lines.first { $0.contains("patches of the calibration") })
    #expect(
      line.hasPrefix("On 36 patches of the calibration float and int8 give the same label for "))
    // A table whose folder is gone is used without a comparison.
    try FileManager.default.moveItem(
      atPath: folder.file("training"), toPath: folder.file("moved"))
    let alone = try quantize()
    #expect(alone.exitCode == 0 && !alone.output.contains("patches of the calibration"))
  }

  /// What is beyond `ulimit -f` is a sentence and 74, not a signal.
  @Test func aLimitOnFilesIsNamed() throws {
    let shell = BuiltProgram(path: "/bin/sh")
    let outcome = try shell.run(
      ["-c", "ulimit -f 100 && exec \"$0\" \"$@\"", custos.path] + train)
    #expect(outcome.exitCode == 74, "\(outcome.error)")
    #expect(outcome.error.contains("cannot be written: File too large"))
  }

  @Test func moreBadPicturesThanAllowedEndTrainingAndEvaluation() throws {
    for set in ["training", "test"] {
      try FileSystem.write("x", to: folder.file("\(set)/L1/bad.png"), replacing: false)
    }
    // 2 of 50 pictures, and 1 of 7 in the test set.
    let refused = try custos.run(train + ["--skip-bad", "--max-bad", "0.03"])
    #expect(refused.exitCode == 65 && refused.error.contains("2 of 50 inputs are bad"))
    #expect(FileSystem.kind(of: run) == .missing)
    #expect(try custos.run(train + ["--skip-bad", "--max-bad", "0.04"]).exitCode == 2)
    let evaluate = ["evaluate", "--model", weights, "--data", folder.path, "--skip-bad", "--quiet"]
    #expect(try custos.run(evaluate + ["--max-bad", "0.1"]).exitCode == 65)
    #expect(try custos.run(evaluate + ["--max-bad", "0.2"]).exitCode == 2)
    #expect(try calibrate(folder.path, ["--skip-bad", "--max-bad", "0"]).exitCode == 65)
    #expect(FileSystem.kind(of: folder.file("c.json")) == .missing)
    #expect(try calibrate(folder.path, ["--max-bad", "0.5"]).exitCode == 64)
  }
}
