import CustosImage
import CustosPlatform
import CustosReading
import CustosTestSupport
import Foundation
import Testing

@testable import CustosCamera
@testable import CustosEdgeCommands

/// Corrections keep apart although a board without a clock gives all pictures the same time, and each
/// start counts them anew.
@Suite struct FeedbackClockTests {
  private let bench: Workbench
  private var folder: String { bench.folder.file("store") }

  init() throws { bench = try Workbench() }

  /// Stores a correction as a board does that has just started.
  private func store(seed: UInt64, label: String, number: Int = 7) throws -> String {
    let options = try LiveOptions(
      try ParsedArguments(
        ["--model", bench.model, "--camera", "fake", "--boxes", bench.boxes, "--threads", "1"],
        verb: "serve", rules: ServeCommand.rules))
    let classifier = try options.common.openClassifier()
    let reader = try PageReader(classifier, symbols: try options.symbols(for: classifier))
    let frame = Frame(
      number: number, name: nil, arrivalNanoseconds: 0, decodeMicroseconds: 1,
      picture: Picture(bench.picture(width: 100, height: 120, seed: seed)))
    let served = ServedReading(
      reading: FrameReading(frame: frame, page: try reader.read(frame.picture)),
      results: ResultFormat(
        format: .jsonl, classifier: classifier, topCount: 5, showsLogits: false, threshold: nil),
      counts: CameraCounts(), time: "1970-01-01T00:00:05.000Z")
    let store = try FeedbackStore(folder: folder, limitBytes: 10_000_000)
    return try store.add(Correction(served: served, index: 0, label: label, className: nil))
  }

  private func picture(of label: String) throws -> PixelBuffer {
    let entry = try #require(
      try JSONSerialization.jsonObject(
        with: Data(FileSystem.read(Path.join(folder, label)))) as? [String: Any])
    let name = try #require(entry["picture"] as? String)
    #expect(label == "\(name)-0.json")
    return try PixelBuffer(readingFrom: Path.join(folder, name))
  }

  @Test func picturesOfTheSameTimeAndNumberAreKeptApart() throws {
    let first = try store(seed: 1, label: "L1")
    let second = try store(seed: 2, label: "S2")
    #expect(first != second)
    #expect(try picture(of: first) == bench.picture(width: 100, height: 120, seed: 1))
    #expect(try picture(of: second) == bench.picture(width: 100, height: 120, seed: 2))
    #expect(try FileSystem.list(folder).count == 4)
    // The same picture again, also after a start, is one file.
    #expect(try store(seed: 1, label: "L4") == first)
    #expect(try FileSystem.list(folder).count == 4)
    #expect(first.hasPrefix("19700101T000005000Z-7-"))
  }

  /// A label whose picture was moved away does not get another one.
  @Test func aLabelWithoutItsPictureStaysAlone() throws {
    let first = try store(seed: 1, label: "L1")
    try FileManager.default.removeItem(
      atPath: Path.join(folder, String(first.dropLast("-0.json".count))))
    let second = try store(seed: 2, label: "S2")
    #expect(second != first && FileSystem.kind(of: Path.join(folder, first)) == .file)
    #expect(try picture(of: second) == bench.picture(width: 100, height: 120, seed: 2))
    #expect(throws: (any Error).self) { try picture(of: first) }
    // Its own picture comes back.
    #expect(try store(seed: 1, label: "L1") == first)
    #expect(try picture(of: first) == bench.picture(width: 100, height: 120, seed: 1))
  }
}
