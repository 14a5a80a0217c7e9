import CustosImage
import CustosPlatform
import CustosTestSupport
import Foundation
import Testing

/// What `custos-edge serve --store` keeps.
@Suite struct ServeStoreTests {
  private let bench: Workbench
  private var store: String { bench.folder.file("store") }
  private var arguments: [String] {
    [
      "--model", bench.model, "--camera", "fake:\(bench.page)@20", "--boxes", bench.boxes,
      "--store", store,
    ]
  }

  init() throws { bench = try Workbench() }

  private func label(_ name: String) throws -> [String: Any] {
    let bytes = try FileSystem.read(Path.join(store, name))
    return try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  @Test func aCorrectionIsPictureAndLabel() throws {
    let tool = try ServedTool(arguments)
    let number = try tool.pictureNumber()
    let first = try #require(try tool.correct("S4", frame: number))
    #expect(first.status == 200, "\(first.text)")
    let name = try #require(first.object["stored"] as? String)
    let picture = String(name.dropLast("-0.json".count))
    #expect(try FileSystem.list(store) == [picture, name])
    // Without loss.
    #expect(
      try PixelBuffer(readingFrom: Path.join(store, picture))
        == PixelBuffer(readingFrom: bench.page))
    let entry = try label(name)
    #expect(entry["schema"] as? String == "custos.feedback/1")
    #expect(entry["picture"] as? String == picture && entry["position"] as? String == "S4")
    #expect(entry["box"] as? [Double] == [10.5, 20, 40, 70.25])
    #expect(entry["class"] as? String == "minima")
    #expect(entry["crop"] as? [Int] == [24, 48] && entry["patch"] as? [Int] == [24, 48])
    let crc = CRC32.text(of: CRC32.checksum(try FileSystem.read(bench.model)))
    #expect((entry["model"] as? [String: String])?["crc"] == crc)
    for field in ["time", "read_at", "read"] { #expect(entry[field] is String) }

    // The same symbol again: the newer label; another symbol: the same picture.
    let held = try tool.ask(
      "/hold", method: "POST", token: tool.token, body: #"{"frame": \#(number)}"#)
    #expect(held?.status == 200)
    #expect(try tool.correct("S5", frame: number)?.status == 200)
    #expect(try label(name)["position"] as? String == "S5")
    #expect(try tool.correct("L0", symbol: 2, frame: number)?.status == 200)
    #expect(try FileSystem.list(store) == [picture, name, "\(picture)-2.json"])
    let counts = try #require(try tool.state()["store"] as? [String: Int])
    let sizes = try FileSystem.list(store).map {
      try FileSystem.read(Path.join(store, $0)).count
    }
    #expect(counts["labels"] == 2 && counts["used_bytes"] == sizes.reduce(0, +))
    #expect(counts["limit_bytes"] == 500_000_000)
    #expect(try tool.end() == 0)
  }

  /// A held picture stays although many newer ones are asked for; others do not.
  @Test func aHeldPictureStays() throws {
    let tool = try ServedTool(arguments)
    let passed = try tool.pictureNumber()
    let number = try tool.otherPictureNumber(than: [passed])
    let held = try tool.ask(
      "/hold", method: "POST", token: tool.token, body: #"{"frame": \#(number)}"#)
    #expect(held?.status == 200)
    var seen: Set<Int> = []
    while seen.count < 6 { seen.insert(try tool.otherPictureNumber(than: seen)) }
    #expect(try tool.ask("/frame.jpg?n=\(number)")?.status == 200)
    #expect(try tool.correct("L1", frame: number)?.status == 200)
    #expect(try tool.correct("L1", frame: passed)?.status == 404)
  }

  @Test func theLimitIsKept() throws {
    try FileSystem.createDirectories(store)
    // A sparse file counts as long as it says it is.
    #expect(FileManager.default.createFile(atPath: Path.join(store, "old.png"), contents: nil))
    let file = try #require(FileHandle(forWritingAtPath: Path.join(store, "old.png")))
    try file.truncate(atOffset: 999_000)
    try file.close()
    let tool = try ServedTool(arguments + ["--store-limit", "1"])
    let answer = try #require(try tool.correct("L3"))
    #expect(answer.status == 507)
    #expect(answer.text.contains("at most 1.0 MB") && answer.text.contains("--store-limit"))
    #expect(try FileSystem.list(store) == ["old.png"])
    #expect(try tool.end() == 0)
  }

  @Test func aFullDiskIsSaidAndLeavesNothing() throws {
    // 4 KB, which the label fits into but the picture does not.
    let tool = try ServedTool(arguments, fileBlocks: 8)
    let answer = try #require(try tool.correct("L3"))
    #expect(answer.status == 507 && answer.text.contains("cannot be written"), "\(answer.text)")
    #expect(try FileSystem.list(store).isEmpty)
    // It goes on.
    _ = try tool.state()
    #expect(try tool.ask("/")?.status == 200)
    #expect(try tool.end() == 0)
  }

  @Test func aFolderBelongsToOneServer() throws {
    let tool = try ServedTool(arguments)
    let other = try EdgeTool.run(["serve", "--port", "0", "--frames", "1"] + arguments)
    #expect(other.exitCode == 75 && other.error.contains("in use by another custos process"))
    #expect(try tool.end() == 0)
    try FileSystem.write("x", to: bench.folder.file("file"), replacing: false)
    let noFolder = try EdgeTool.run(
      ["serve", "--port", "0", "--frames", "1"] + arguments.dropLast() + [bench.folder.file("file")]
    )
    #expect(noFolder.exitCode == 73, "\(noFolder.error)")
  }
}
