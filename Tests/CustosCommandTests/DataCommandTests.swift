import CustosPlatform
import CustosTestSupport
import Foundation
import Testing

/// `split`, `audit` and the checks of `train`, as a user meets them.
@Suite struct DataCommandTests {
  private let folder: TemporaryFolder
  private let custos: BuiltProgram
  private let patches: String

  /// Patches of four drawn pages in the classes that have enough of them.
  init() throws {
    folder = try TemporaryFolder()
    custos = try BuiltProgram(named: "custos")
    patches = folder.file("patches")
    let pages = folder.file("pages")
    for arguments in [
      ["synth", "-o", pages, "--pages", "4", "--seed", "5", "--width", "1200", "--height", "900"],
      [
        "extract", pages, patches, "--ignore_classes_without_semantic_staff_position",
        "--add_padding_to_force_center", "--width", "32", "--height", "64", "--quiet",
      ],
    ] {
      let outcome = try custos.run(arguments)
      #expect(outcome.exitCode == 0, "\(outcome.error)")
    }
    for name in try FileSystem.list(patches)
    where try FileSystem.list(Path.join(patches, name)).count < 10 {
      try FileManager.default.removeItem(atPath: Path.join(patches, name))
    }
  }

  @Test func auditFindsWhatTrainingWouldMeet() throws {
    let data = folder.file("data")
    #expect(try custos.run(["split", patches, "-o", data, "--quiet"]).exitCode == 0)
    let size = ["--width", "16", "--height", "32"]
    let warned = try custos.run(["audit", data] + size)
    #expect(warned.exitCode == 0, "\(warned.error)")
    #expect(warned.output.contains("warning: Patches of 4 pages are in more than one set"))
    #expect(warned.output.contains("`custos split --by page`"))
    #expect(try custos.run(["audit", data, "--strict"] + size).exitCode == 1)

    // Two damaged files in two sets stop training at once, both named.
    let classes = try FileSystem.list(Path.join(data, "training"))
    let bad = try ["training", "test"].map { set in
      let place = Path.join(Path.join(data, set), classes[0])
      let path = Path.join(place, try #require(try FileSystem.list(place).first))
      let whole = try FileSystem.read(path)
      try FileSystem.write(Array(whole[..<(whole.count / 2)]), to: path, replacing: true)
      return path
    }
    let run = folder.file("run")
    let train =
      ["train", "--data", data, "-o", run, "--epochs", "1", "--optimizer", "adam", "--quiet"] + size
    let refused = try custos.run(train)
    #expect(refused.exitCode == 65, "\(refused.error)")
    for path in bad { #expect(refused.error.contains(path)) }
    #expect(refused.error.contains("--skip-bad"))
    #expect(FileSystem.kind(of: run) == .missing)
    let lines = try custos.run(["audit", data, "--format", "jsonl"] + size)
    #expect(lines.exitCode == 65)
    #expect(lines.lines.count { $0.contains("\"kind\":\"unreadable\"") } == 2)
    #expect(lines.lines.last?.contains("\"schema\":\"custos.audit/1\"") == true)

    // Left out, they cost nothing but the exit code; all the camera's changes are on.
    let photo = ["--skip-bad", "--augment", "photo", "--augment-rotation", "2"]
    let skipped = try custos.run(train + photo)
    #expect(skipped.exitCode == 2, "\(skipped.error)")
    for path in bad { #expect(skipped.error.contains("skipped: \(path)")) }
    #expect(skipped.error.contains("warning: Patches of 3 pages"))
    let record = String(decoding: try FileSystem.read(Path.join(run, "run.json")), as: UTF8.self)
    #expect(record.contains("\"rotation\"") && record.contains("\"jpegQuality\""))

    let robust = try custos.run(
      [
        "evaluate", "--model", Path.join(run, "model.safetensors"), "--data", data, "--robustness",
        "--format", "jsonl", "--skip-bad", "--quiet",
      ])
    #expect(robust.exitCode == 2, "\(robust.error)")
    #expect(robust.lines.count { $0.contains("custos.robustness/1") } == 36)
    #expect(robust.lines.last?.contains("\"seq\":\(robust.lines.count - 1)") == true)
  }

  @Test func foldsByPageShareNoPage() throws {
    let output = folder.file("folds")
    let outcome = try custos.run(
      ["split", patches, "-o", output, "--by", "page", "--folds", "4"])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(try FileSystem.list(output) == ["fold-1", "fold-2", "fold-3", "fold-4"])
    for fold in 1...4 {
      let audit = try custos.run(["audit", Path.join(output, "fold-\(fold)")])
      #expect(!audit.output.contains("in more than one set"), "\(audit.output)")
    }
    let many = try custos.run(["split", patches, "-o", output, "--by", "page", "--folds", "9"])
    #expect(many.exitCode == 65 && many.error.contains("--folds 4 or less"), "\(many.error)")
  }

  @Test func wrongUseExplainsItself() throws {
    let train = ["train", "--data", "d", "-o", "o"]
    for (arguments, text) in [
      (["split", "d", "--folds", "2"], "--folds"),
      (["split", "d", "--by", "page", "--group-by-prefix", "4"], "--by page"),
      (["split", "d", "--by", "writer"], "symbol"),
      (["audit", "d", "--width", "2"], "--width"),
      (train + ["--augment-rotation", "46"], "--augment-rotation must be 0 to 45"),
      (train + ["--augment-jpeg", "101"], "--augment-jpeg must be 0 to 100"),
      (train + ["--augment-zoom=-0.1"], "--augment-zoom must be 0 to 0.5"),
      (train + ["--no-augmentation", "--augment", "photo"], "--no-augmentation"),
      (["train", "--resume", "r", "--augment-blur", "1"], "--augment-blur"),
    ] {
      let outcome = try custos.run(arguments)
      #expect(outcome.exitCode == 64, "\(arguments)")
      #expect(outcome.error.contains(text), "\(outcome.error)")
    }
    let nowhere = folder.file("nowhere")
    let missing = try custos.run(["audit", nowhere])
    #expect(missing.exitCode == 66 && missing.error.contains(nowhere))
  }
}
