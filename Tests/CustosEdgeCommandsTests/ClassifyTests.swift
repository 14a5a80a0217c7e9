import CustosEngine
import CustosImage
import CustosModelFile
import CustosPlatform
import CustosSmallModel
import CustosTestSupport
import Foundation
import Testing

@Suite struct ClassifyTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func classify(_ arguments: [String]) throws -> EdgeTool.Outcome {
    try EdgeTool.run(["classify", "--model", bench.model] + arguments)
  }

  /// The engine's own answer, through the library.
  private func expected(_ picture: PixelBuffer) throws -> (label: String, logits: [Int32]) {
    let model = try ModelReader.open(bench.model)
    let engine = try Engine(model: model, instructionSet: .scalar)
    let input = picture.resized(
      width: SmallModel.networkWidth, height: SmallModel.networkHeight)
    let logits = try engine.logits(ofPixels: input.pixels)
    let probabilities = engine.probabilities()
    let best = try #require(probabilities.indices.max { probabilities[$0] < probabilities[$1] })
    return (model.model.labels[best], logits)
  }

  @Test func patchesGiveTheEnginesAnswer() throws {
    let files = [
      try bench.patch("b.png", seed: 2), try bench.patch("a.png", width: 12, height: 24, seed: 3),
      try bench.patch("c.JPG", width: 31, height: 17, seed: 4),
    ]
    let outcome = try classify(["--logits"] + files)
    try #require(outcome.exitCode == 0 && outcome.error.isEmpty, "\(outcome)")
    #expect(outcome.lines.count == 3)
    for (file, line) in zip(files, outcome.lines) {
      let fields = line.split(separator: "\t").map(String.init)
      let answer = try expected(PixelBuffer(readingFrom: file))
      #expect(fields[0] == file && fields[1] == answer.label)
      let probability = try #require(Double(fields[2]))
      #expect(probability > 0 && probability <= 1)
      #expect(fields[3] == answer.logits.map(String.init).joined(separator: ","))
    }
  }

  @Test func foldersAreReadSortedWithAllBelowThem() throws {
    for (name, seed) in [("p/L1/z.png", 1), ("p/L1/a.jpg", 2), ("p/b.png", 3), ("p/.x.png", 4)] {
      _ = try bench.patch(name, seed: UInt64(seed))
    }
    try FileSystem.write("x", to: bench.folder.file("p/notes.txt"), replacing: false)
    let outcome = try classify([bench.folder.file("p")])
    #expect(outcome.exitCode == 0)
    let files = outcome.lines.map { $0.prefix { $0 != "\t" } }
    #expect(files.map { $0.split(separator: "/").last } == ["a.jpg", "z.png", "b.png"])
  }

  @Test func standardInputIsAPicture() throws {
    let file = try bench.patch("a.png", seed: 5)
    let data = try Data(contentsOf: URL(fileURLWithPath: file))
    let piped = try EdgeTool.run(["classify", "--model", bench.model, "-"], input: data)
    let named = try classify([file])
    #expect(piped.exitCode == 0)
    #expect(piped.output == named.output.replacingOccurrences(of: file, with: "-"))
  }

  @Test func resultsDoNotDependOnThreadsAndKernels() throws {
    let files = try (0..<4).map { try bench.patch("\($0).png", seed: UInt64($0)) }
    let reference = try classify(
      ["--logits", "--threads", "1", "--instruction-set", "scalar"] + files)
    #expect(reference.exitCode == 0 && reference.lines.count == 4)
    for set in InstructionSet.available {
      for threads in ["1", "2", "5"] {
        let outcome = try classify(
          ["--logits", "--threads=\(threads)", "--instruction-set", set.name] + files)
        #expect(outcome.output == reference.output, "\(set.name), \(threads) threads")
      }
    }
  }

  @Test func jsonLinesHoldTheDocumentedFields() throws {
    let name = "a \"b\"\\ü.png"
    let file = try bench.patch(name, seed: 6)
    let outcome = try classify(["--format", "jsonl", "--top", "3", "--logits", file, file])
    try #require(outcome.exitCode == 0 && outcome.lines.count == 2, "\(outcome)")
    for (sequence, line) in outcome.lines.enumerated() {
      let object = try #require(
        JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(
        Set(object.keys) == [
          "schema", "time", "seq", "file", "label", "index", "probability", "top", "logits",
          "threshold", "unknown", "latency_us", "model",
        ])
      #expect(object["schema"] as? String == "custos.result/1")
      #expect(object["seq"] as? Int == sequence)
      #expect(object["file"] as? String == file)
      #expect((object["time"] as? String)?.hasSuffix("Z") == true)
      let answer = try expected(PixelBuffer(readingFrom: file))
      #expect(object["label"] as? String == answer.label)
      #expect(object["index"] as? Int == SmallModel.labels.firstIndex(of: answer.label))
      #expect(object["logits"] as? [Int] == answer.logits.map(Int.init))
      let top = try #require(object["top"] as? [[String: Any]])
      #expect(top.count == 3 && top[0]["label"] as? String == answer.label)
      let probabilities = top.compactMap { $0["probability"] as? Double }
      #expect(probabilities == probabilities.sorted(by: >))
      let latency = try #require(object["latency_us"] as? [String: Int])
      #expect(Set(latency.keys) == ["decode", "preprocess", "inference"])
      let model = try #require(object["model"] as? [String: String])
      #expect(model["name"] == "small")
      let bytes = try FileSystem.read(bench.model)
      #expect(model["crc"].flatMap { UInt32($0, radix: 16) } == CRC32.checksum(bytes))
    }
  }

  @Test func resultsGoToAFileWholeOrNotAtAll() throws {
    let good = try bench.patch("good.png", seed: 7)
    let result = bench.folder.file("result.txt")
    let bad = bench.folder.file("bad.png")
    try FileSystem.write("nonsense", to: bad, replacing: false)
    #expect(try classify(["-o", result, good, bad]).exitCode == 65)
    #expect(FileSystem.kind(of: result) == .missing)
    #expect(try classify(["-o", result, good]).exitCode == 0)
    let written = String(decoding: try FileSystem.read(result), as: UTF8.self)
    #expect(written == (try classify([good]).output))
    let again = try classify(["-o", result, good])
    #expect(again.exitCode == 73 && again.error.contains("--force"))
    #expect(try classify(["-o", result, "--force", good, good]).exitCode == 0)
    #expect(try FileSystem.read(result).count == 2 * written.utf8.count)
    let nowhere = try classify(["-o", bench.folder.file("no/result.txt"), good])
    #expect(nowhere.exitCode == 73)
  }

  @Test func badPicturesStopOrAreSkipped() throws {
    let good = try bench.patch("good.png", seed: 8)
    let cut = bench.folder.file("cut.jpg")
    let jpeg = try bench.picture(width: 24, height: 48, seed: 1).encoded(as: .jpeg)
    try FileSystem.write(Array(jpeg.prefix(jpeg.count / 2)), to: cut, replacing: false)
    let absent = bench.folder.file("absent.png")

    let stopped = try classify([cut, good])
    #expect(stopped.exitCode == 65 && stopped.output.isEmpty)
    #expect(stopped.error.contains(cut) && stopped.error.contains("damaged"))
    let missing = try classify([good, absent])
    #expect(missing.exitCode == 66 && missing.error.contains(absent))

    let skipped = try classify(["--skip-bad", cut, absent, good])
    #expect(skipped.exitCode == 2 && skipped.lines.count == 1)
    #expect(skipped.error.contains(cut) && skipped.error.contains(absent))
    #expect(skipped.error.contains("1 classified, 2 left out."))
    let quiet = try classify(["--skip-bad", "--quiet", cut, good])
    #expect(quiet.exitCode == 2 && !quiet.error.contains("left out"))
  }

  @Test func entriesThatLeadNowhereAreNamed() throws {
    _ = try bench.patch("p/good.png", seed: 9)
    let folder = bench.folder.file("p")
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/gone.png", withDestinationPath: "nowhere.png")
    let name = Array("\(folder)/x".utf8) + [0xE9] + Array(".png\0".utf8)
    let descriptor = open(name.map { CChar(bitPattern: $0) }, O_CREAT | O_WRONLY, 0o644)
    try #require(descriptor >= 0)
    close(descriptor)
    #expect(try classify([folder]).exitCode == 66)
    let skipped = try classify(["--skip-bad", folder])
    #expect(skipped.exitCode == 2 && skipped.lines.count == 1)
    #expect(skipped.error.contains("gone.png is a link to something that does not exist"))
    #expect(skipped.error.contains("its name is not UTF-8"))
  }

  @Test func aPictureThatCannotBeReadIsSkipped() throws {
    let good = try bench.patch("good.png", seed: 10)
    let loop = bench.folder.file("loop.png")
    try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
    let stopped = try classify([loop, good])
    #expect(stopped.exitCode == 74 && stopped.output.isEmpty)
    #expect(stopped.error.contains("Too many levels of symbolic links"))
    let skipped = try classify(["--skip-bad", loop, good])
    #expect(skipped.exitCode == 2 && skipped.lines.count == 1)
  }

  @Test func skippingEverythingIsAFailure() throws {
    let bad = bench.folder.file("bad.png")
    try FileSystem.write("nonsense", to: bad, replacing: false)
    let result = bench.folder.file("result.txt")
    let absent = bench.folder.file("absent.png")
    #expect(try classify(["--skip-bad", "-o", result, absent, bad]).exitCode == 65)
    #expect(try classify(["--skip-bad", "-o", result, absent]).exitCode == 66)
    #expect(FileSystem.kind(of: result) == .missing)
  }

  @Test func aPictureThatDoesNotFitIntoMemoryIsSkipped() throws {
    let good = try bench.patch("good.png", seed: 11)
    let large = bench.folder.file("large.png")
    try PixelBuffer(width: 6000, height: 6000).write(to: large, replacing: false)
    let memory = 100_000
    // Sanitizers alone need more address space than that.
    guard try EdgeTool.run(["--version"], memoryKilobytes: memory).exitCode == 0 else { return }
    let outcome = try EdgeTool.run(
      ["classify", "--model", bench.model, "--threads", "1", "--skip-bad", large, good],
      memoryKilobytes: memory)
    #expect(outcome.exitCode == 2 && outcome.lines.count == 1)
    #expect(outcome.error.contains("large.png, 6000 x 6000 pixels; end other"))
  }

  @Test func emptyFoldersAreNamed() throws {
    let folder = bench.folder.file("empty")
    try FileSystem.createDirectories(folder)
    let outcome = try classify([folder])
    #expect(outcome.exitCode == 66 && outcome.error.contains(folder))
  }
}
