import CustosImage
import CustosPlatform
import CustosSmallModel
import CustosTestSupport
import Foundation
import Testing

/// `custos evaluate-pages` and `custos-edge classify` and `watch` read the same page alike.
@Suite struct OneReaderTests {
  private let folder: TemporaryFolder
  private var pages: String { folder.file("pages") }
  private var page: String { Path.join(pages, "a.png") }
  private var model: String { folder.file("small.custos") }

  init() throws {
    folder = try TemporaryFolder()
    try FileSystem.createDirectories(pages)
  }

  /// A staff with a staff space of 20 pixels and marks of noise in its spaces, so that the model gives
  /// different labels.
  private func drawPage() throws {
    var page = PixelBuffer(width: 800, height: 300)
    func fill(_ columns: Range<Int>, _ rows: Range<Int>, _ level: (Int) -> UInt8) {
      for row in rows {
        for column in columns {
          for channel in 0..<3 {
            page.pixels[(row * 800 + column) * 3 + channel] = level(column * 7 + row * 13 + channel)
          }
        }
      }
    }
    for line in 0..<5 { fill(20..<780, 100 + line * 20..<102 + line * 20) { _ in 20 } }
    for (index, left) in stride(from: 80, to: 720, by: 80).enumerated() {
      let top = 102 + index % 4 * 20
      fill(left..<left + 22, top..<top + 18) { UInt8($0 % (40 + index)) }
    }
    try page.write(to: self.page, replacing: true)
  }

  private func run(_ program: String, _ arguments: [String]) throws -> [String] {
    let outcome = try BuiltProgram(named: program).run(arguments)
    try #require(outcome.exitCode == 0, "\(arguments): \(outcome.error)")
    return outcome.lines
  }

  /// What the board reads, written down as the page's annotations, is read right by all: the integer
  /// logits of this model have different units, so that taking the largest of them would not do.
  @Test(arguments: [true, false], [[], ["--staff-space", "auto"], ["--staff-space", "15"]])
  func whatTheBoardReadsIsReadRight(hasPositions: Bool, scale: [String]) throws {
    try drawPage()
    let labels = hasPositions ? SmallModel.labels : ["cat", "dog", "horse", "cow"]
    try FileSystem.write(
      SmallModel.bytes(staffSpace: 10, labels: labels) { 1e-5 / Float(1 << ($0 % 8)) }, to: model,
      replacing: true)
    let common = ["--model", model, "--threads", "1"]
    let lines = try run(
      "custos-edge", ["classify", "--page", page, "--find-symbols"] + common + scale
    ).map { $0.components(separatedBy: ";") }
    try #require(lines.count == 8 && lines.allSatisfy { $0.count == 3 })
    let watched = try run(
      "custos-edge", ["watch", "--camera", "file:" + page, "--find-symbols"] + common + scale)
    #expect(
      watched.map { $0.split(separator: "\t")[1] } == lines.map { $0.joined(separator: ";")[...] })
    let annotations = lines.map { fields -> String in
      let corners = fields[0].split(separator: ",")
      let box = "\(corners[0]),\(corners[1]);\(corners[2]),\(corners[3])"
      #expect(fields[2].isEmpty != hasPositions)
      return "\(box);\(fields[1]);\(fields[2])"
    }
    try FileSystem.write(
      annotations.joined(separator: "\n") + "\n", to: page + ".txt", replacing: true)
    let last = try #require(
      try run("custos", ["evaluate-pages", pages, "--format", "jsonl"] + common + scale).last)
    let total = try #require(
      JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
    for field in ["annotated", "found", "matched", "read"] {
      #expect(total[field] as? Int == 8, "\(field): \(last)")
    }
  }

  @Test func scalingIsForReading() throws {
    try drawPage()
    try FileSystem.write("80,102;102,120;note;S1\n", to: page + ".txt", replacing: true)
    let outcome = try BuiltProgram(named: "custos").run(
      ["evaluate-pages", pages, "--staff-space", "auto"])
    #expect(outcome.exitCode == 64 && outcome.error.contains("--model"))
    try FileSystem.write(SmallModel.bytes(), to: model, replacing: true)
    let unknown = try BuiltProgram(named: "custos").run(
      ["evaluate-pages", pages, "--staff-space", "auto", "--model", model])
    #expect(unknown.exitCode == 65, "\(unknown)")
  }

  /// Pages without staff positions, grouped by class, train a model of plain names.
  @Test func aModelOfPlainNamesGoesTheWholeWay() throws {
    let custos = "custos"
    let (drawn, patches, data) = (
      folder.file("drawn"), folder.file("patches"), folder.file("data")
    )
    _ = try run(
      custos,
      ["synth", "-o", drawn, "--pages", "2", "--seed", "3", "--width", "2000", "--height", "1400"])
    // Without their positions.
    for name in try FileSystem.list(drawn) where name.hasSuffix(".txt") {
      let path = Path.join(drawn, name)
      let lines = String(decoding: try FileSystem.read(path), as: UTF8.self).split(separator: "\n")
      let bare = lines.map { line in
        line.split(separator: ";", omittingEmptySubsequences: false).prefix(3)
          .joined(separator: ";") + ";"
      }
      try FileSystem.write(bare.joined(separator: "\n") + "\n", to: path, replacing: true)
    }
    _ = try run(
      custos,
      [
        "extract", drawn, patches, "--group_by", "class_name", "--add_padding_to_force_center",
        "--width", "64", "--height", "128",
      ])
    for name in try FileSystem.list(patches)
    where try FileSystem.list(Path.join(patches, name)).count < 10 {
      try FileManager.default.removeItem(atPath: Path.join(patches, name))
    }
    let labels = try FileSystem.list(patches).sorted()
    try #require(labels.count > 1)
    _ = try run(custos, ["split", patches, "-o", data, "--seed", "1"])
    let (trained, table) = (folder.file("run"), folder.file("ranges.json"))
    let training = try run(
      custos,
      [
        "train", "--data", data, "-o", trained, "--height", "32", "--width", "16", "--epochs", "1",
        "--optimizer", "sgd",
      ])
    let weights = Path.join(trained, "model.safetensors")
    let calibrated = try run(
      custos, ["calibrate", "--model", weights, "--data", data, "-o", table, "--samples", "16"])
    let quantized = try BuiltProgram(named: custos).run(
      ["quantize", "--model", weights, "--calibration", table, "-o", model])
    #expect(quantized.exitCode == 0 && !(quantized.output + quantized.error).contains("staff"))
    #expect(!calibrated.joined().contains("unknown"))
    let report = folder.file("report")
    let evaluated = try run(
      custos, ["evaluate", "--model", model, "--data", data, "--report", report])
    for text in [training.joined(), evaluated.joined()] {
      #expect(!text.contains("Staff steps") && text.contains("true \\ read"))
    }
    let html = String(
      decoding: try FileSystem.read(Path.join(report, "report.html")), as: UTF8.self)
    #expect(!html.contains("Distance on the staff") && html.contains("Confusion matrix"))
    let found = try run(
      custos, ["evaluate-pages", drawn, "--model", model, "--threads", "1", "--format", "jsonl"])
    #expect(found.count == 3)
    let read = try run(
      "custos-edge",
      [
        "classify", "--model", model, "--page", Path.join(drawn, "S3-0001.JPG"), "--boxes",
        Path.join(drawn, "S3-0001.JPG.txt"),
      ])
    #expect(read.allSatisfy { labels.contains(String($0.split(separator: ";").last ?? "")) })
  }
}
