import CustosImage
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
      "synth", "--output", pages, "--pages", "5", "--width", "1000", "--height", "1000", "--truth",
      "complete", "--quiet",
    ])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    return pages
  }

  private func train(_ pages: String, _ options: [String]) throws -> BuiltProgram.Outcome {
    try custos.run(["train-pages", pages, "--quiet", "--threads", "1"] + options)
  }

  private static let recipe = [
    "--channels", "16", "--blocks", "4", "--crop", "128", "--crops", "8", "--batch-size", "4",
    "--epochs", "1",
    "--validation-share", "0.2", "--test-share", "0.2",
  ]

  private func text(_ path: String) throws -> String {
    String(decoding: try FileSystem.read(path), as: UTF8.self)
  }

  private func record(_ output: String) throws -> [String: Any] {
    let record = try JSONSerialization.jsonObject(
      with: Data(FileSystem.read(Path.join(output, "run.json"))))
    return try #require(record as? [String: Any])
  }

  /// Every page is there as PNG and as JPEG: some of the pairs are in two sets.
  @Test func pagesThatWereSavedTwiceAreTold() throws {
    let pages = try drawPages()
    let names = try FileSystem.list(pages).filter { !$0.hasSuffix(".txt") }
    for name in names {
      try PixelBuffer(readingFrom: Path.join(pages, name))
        .write(to: Path.join(pages, "again-\(name).jpg"), replacing: false)
      try FileSystem.write(
        FileSystem.read(Path.join(pages, name + ".txt")),
        to: Path.join(pages, "again-\(name).jpg.txt"), replacing: false)
    }
    let outcome = try train(pages, Self.recipe + ["-o", folder.file("run")])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let told = outcome.error.split(separator: "\n").filter { $0.contains("look the same") }
    #expect(!told.isEmpty && told.allSatisfy { $0.contains("again-") }, "\(outcome.error)")
    // None but twins.
    for line in told {
      #expect(names.contains { line.contains(" \($0) in") && line.contains("again-\($0).jpg in") })
    }
  }

  @Test func aRunIsTrainedAndResumed() throws {
    let pages = try drawPages()
    let output = folder.file("run")
    let first = try train(pages, Self.recipe + ["-o", output])
    #expect(first.exitCode == 0, "\(first.error)")
    #expect(first.lines.first?.hasPrefix("Read 1 test page that") == true, "\(first.output)")
    #expect(first.lines.contains { $0.hasPrefix("all  ") })
    #expect(first.lines.contains { $0.hasPrefix("Best validation F: ") })
    let fields = try record(output)
    let listed = try #require(fields["pages"] as? [String: Any])
    let counts = listed.compactMapValues { ($0 as? [String])?.count }
    #expect(counts == ["training": 3, "validation": 1, "test": 1, "drawn": 0])
    let outcome = try #require(fields["pageOutcome"] as? [String: Any])
    #expect(outcome["pages"] as? String == "test" && outcome["pageCount"] as? Int == 1)
    #expect(outcome["bestEpoch"] as? Int == 1 && fields["outcome"] == nil)
    let names = try FileSystem.list(output)
    #expect(names.contains("report.html") && names.contains("worst-page.png"))
    // One page has no rank but the last.
    #expect(!names.contains("best-page.png"))

    try quantize(Path.join(output, "model.safetensors"), pages)
    let again = try train(pages, Self.recipe + ["-o", output])
    #expect(again.exitCode == 73 && again.error.contains("--force"), "\(again.error)")
    let classifier = try custos.run(["train", "--resume", output, "--quiet"])
    #expect(
      classifier.exitCode == 64 && classifier.error.contains("train-pages"), "\(classifier.error)")
    try resume(output, pages)
  }

  /// A resumed run knows its pages, wherever they are now, and keeps its recipe.
  private func resume(_ output: String, _ pages: String) throws {
    func resume(_ options: [String]) throws -> BuiltProgram.Outcome {
      try custos.run(["train-pages", "--resume", output, "--quiet"] + options)
    }
    for options in [
      ["--crops", "9"], ["--ema", "0.9"], ["--test-share", "0.3"], ["--hours", "1"],
      ["--augment", "none"], ["--clip-norm", "1"], ["--group", "a=b"], ["--force"],
      ["--ignore-rotation"],
    ] {
      let refused = try resume(options)
      #expect(refused.exitCode == 64 && refused.error.contains(options[0]), "\(refused.error)")
      #expect(refused.error.contains("keeps its recipe"), "\(refused.error)")
    }
    let second = try resume(["--epochs", "2", "--threads", "2"])
    #expect(second.exitCode == 0, "\(second.error)")
    let options = try #require(try record(output)["options"] as? [String: Any])
    #expect(options["threads"] as? Int == 2 && options["epochs"] as? Int == 2)

    let moved = folder.file("moved")
    try FileManager.default.moveItem(atPath: pages, toPath: moved)
    let lost = try resume(["--epochs", "3"])
    #expect(lost.exitCode == 66 && lost.error.contains(pages), "\(lost.error)")
    // A page more has no part in the run.
    for ending in ["", ".txt"] {
      try FileManager.default.copyItem(
        atPath: Path.join(moved, "S1-0001.JPG" + ending),
        toPath: Path.join(moved, "another.JPG" + ending))
    }
    let third = try resume([moved, "--epochs", "3"])
    #expect(third.exitCode == 0, "\(third.error)")
    #expect(try record(output)["dataFolder"] as? String == moved)
    let table = try text(Path.join(output, "history.csv"))
    #expect(table.split(separator: "\n").count == 4)
    #expect(table.hasPrefix("epoch,loss,recall,val_loss,val_F,"))
    try FileManager.default.removeItem(atPath: Path.join(moved, "S1-0002.JPG"))
    try FileManager.default.removeItem(atPath: Path.join(moved, "S1-0002.JPG.txt"))
    let missing = try resume(["--epochs", "4"])
    #expect(missing.exitCode == 66 && missing.error.contains("S1-0002.JPG"), "\(missing.error)")
  }

  /// Annotations and drawn pages in folders of their own are found again.
  @Test func foldersAreRemembered() throws {
    let pages = try drawPages()
    let (truth, drawn) = (folder.file("truth"), folder.file("drawn"))
    for path in [truth, drawn] { try FileSystem.createDirectories(path) }
    for name in try FileSystem.list(pages) {
      if name.hasPrefix("S1-0001") {
        try FileManager.default.copyItem(
          atPath: Path.join(pages, name), toPath: Path.join(drawn, name))
      }
      if name.hasSuffix(".txt") {
        try FileManager.default.moveItem(
          atPath: Path.join(pages, name), toPath: Path.join(truth, name))
      }
    }
    let output = folder.file("run")
    let first = try train(
      pages,
      Self.recipe + ["-o", output, "--truth", truth, "--drawn", drawn, "--ignore-rotation"])
    #expect(first.exitCode == 0, "\(first.error)")
    let resumed = try custos.run(["train-pages", "--resume", output, "--quiet", "--epochs", "2"])
    #expect(resumed.exitCode == 0, "\(resumed.error)")
    let listed = try #require(try record(output)["pages"] as? [String: Any])
    #expect(listed["truthFolder"] as? String == truth && listed["drawnFolder"] as? String == drawn)
    #expect(listed["drawn"] as? [String] == ["S1-0001.JPG"])
    #expect(listed["ignoresRotation"] as? Bool == true)
    try FileManager.default.moveItem(atPath: drawn, toPath: folder.file("elsewhere"))
    let lost = try custos.run(["train-pages", "--resume", output, "--quiet", "--epochs", "3"])
    #expect(lost.exitCode == 66 && lost.error.contains(drawn), "\(lost.error)")
    let found = try custos.run([
      "train-pages", "--resume", output, "--quiet", "--epochs", "3", "--drawn",
      folder.file("elsewhere"),
    ])
    #expect(found.exitCode == 0, "\(found.error)")
  }

  /// The options that `custos train` has as well, and pages that all train or validate.
  @Test func theRecipeCanBeChanged() throws {
    let pages = try drawPages()
    let output = folder.file("run")
    let outcome = try custos.run(
      ["train-pages", pages, "--threads", "1", "-o", output] + Self.recipe + [
        "--test-share", "0", "--optimizer", "sgd", "--ema", "0.9", "--schedule", "constant",
        "--batch-norm", "running", "--augment", "none", "--augment-noise", "3", "--clip-norm", "2",
        "--checkpoint-minutes", "5", "--warm-up-epochs", "0", "--recompute", "--seed", "4",
      ])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(outcome.output.contains("Read the 1 validation page, since no pages were left"))
    #expect(outcome.error.contains("val_F improved from -inf to "), "\(outcome.error)")
    #expect(!outcome.error.contains("acc") && outcome.error.contains("recall "))
    let found = try #require(try record(output)["options"] as? [String: Any])
    #expect(found["optimizer"] as? String == "sgd" && found["learningRate"] == nil)
    #expect(found["averageDecay"] as? Double == 0.9 && found["clipNorm"] as? Double == 2)
    #expect(found["schedule"] as? String == "constant" && found["zoom"] as? Double == 0)
    #expect(found["normalization"] as? String == "running" && found["seed"] as? Int == 4)
    #expect(found["checkpointMinutes"] as? Double == 5 && found["recomputing"] as? Bool == true)
    let photo = try #require(found["photo"] as? [String: Any])
    #expect(photo["noise"] as? Double == 3 && photo["rotation"] as? Double == 0)
    let planned = try custos.run(
      [
        "train-pages", pages, "--threads", "1", "-o", folder.file("planned"), "--hours",
        "0.0000001",
      ]
        + Self.recipe.filter { $0 != "--epochs" && $0 != "1" })
    #expect(planned.exitCode == 64 && planned.error.contains("Not even one epoch fits"))
    #expect(!folder.names.contains("planned"))
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

  /// The symbols of both files are counted, and pages drawn.
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
    // Float and int8 alike leave pictures, unless there are some.
    for (model, name) in [(file, "int8"), (float, "float")] {
      let pictures = folder.file(name)
      let drawn = try custos.run(options + [model, "--pictures", pictures])
      #expect(drawn.exitCode == 0, "\(drawn.error)")
      let names = try FileSystem.list(pictures).sorted()
      #expect(names.map { String($0.prefix { $0 != "-" }) } == ["best", "median", "worst"])
      #expect(names.allSatisfy { $0.contains("-S1-000") && $0.hasSuffix(".png") })
      let again = try custos.run(options + [model, "--pictures", pictures])
      #expect(again.exitCode == 73 && again.error.contains(pictures), "\(again.error)")
    }
    let refused = try custos.run(options + [file, "--class", "minima"])
    #expect(refused.exitCode == 64 && refused.error.contains("--class"), "\(refused.error)")
    let unread = try custos.run(["evaluate-pages", pages, "--pictures", folder.file("none")])
    #expect(unread.exitCode == 64 && unread.error.contains("--pictures"), "\(unread.error)")
    let classical = try custos.run(["evaluate-pages", pages, "--threshold", "0.3"])
    #expect(classical.exitCode == 64 && classical.error.contains("page network"))
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    let output = folder.file("none")
    for (options, text) in [
      (["--crop", "130"], "a multiple of 4"), (["--crop", "96"], "148 to 1024"),
      (["--hours", "0"], "--hours must be"),
      (["--hours", "1", "--epochs", "2"], "leave --epochs out"),
      (["--optimizer", "sgd", "--weight-decay", "0.1"], "--optimizer adamw"),
      (["--schedule", "constant", "--final-rate", "0.1"], "--schedule cosine"),
      (["--ema", "1"], "--ema must be"), (["--clip-norm", "0"], "--clip-norm must be"),
      (["--augment-rotation", "50"], "--augment-rotation must be"),
      (["--checkpoint-minutes=-1"], "--checkpoint-minutes must be"),
      (["--crops", "0"], "--crops must be"),
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
