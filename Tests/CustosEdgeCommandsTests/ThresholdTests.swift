import CustosModelFile
import CustosPlatform
import CustosSmallModel
import CustosTestSupport
import Foundation
import Testing

/// `classify --threshold`: an honest "unknown", and the model's temperature.
@Suite struct ThresholdTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func object(_ line: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  private func write(_ confidence: Confidence) throws -> String {
    let path = bench.folder.file("calibrated.custos")
    try FileSystem.write(SmallModel.bytes(confidence: confidence), to: path, replacing: true)
    return path
  }

  @Test func labelsBelowTheThresholdAreUnknown() throws {
    let file = try bench.patch("a.png", seed: 2)
    let plain = ["classify", "--model", bench.model, "--format", "jsonl", file]
    let free = try object(EdgeTool.run(plain).output)
    #expect(free["threshold"] is NSNull && free["unknown"] is NSNull)
    let probability = try #require(free["probability"] as? Double)
    // The probability itself is accepted, the next larger number is not.
    let float = Double(Float(probability))
    for (threshold, isUnknown) in [(0, false), (float, false), (float.nextUp, true), (1, true)] {
      let option = ["--threshold", "\(threshold)"]
      let line = try object(EdgeTool.run(plain + option).output)
      #expect(line["unknown"] as? Bool == isUnknown)
      #expect(abs(try #require(line["threshold"] as? Double) - threshold) < 1e-15)
      #expect(line["label"] as? String == free["label"] as? String)
      let text = try EdgeTool.run(
        ["classify", "--model", bench.model, "--top", "2", file] + option
      ).lines[0].split(separator: "\t")
      let label = try #require(free["label"] as? String)
      #expect(text[1] == (isUnknown ? "unknown" : label) && text.count == 5)
    }
  }

  @Test func positionsOfAPageCanBeUnknown() throws {
    let page = ["classify", "--model", bench.model, "--page", bench.page, "--boxes", bench.boxes]
    let lines = try EdgeTool.run(page + ["--threshold", "1"]).lines
    #expect(
      lines.map { $0.split(separator: ";", omittingEmptySubsequences: false).last } == [
        "unknown", "", "unknown", "unknown",
      ])
    let json = try EdgeTool.run(page + ["--threshold=1", "--format=jsonl"]).lines.map(object)
    #expect(json.map { $0["unknown"] as? Bool } == [true, nil, true, true])
    #expect(json.map { $0["threshold"] as? Double } == [1, nil, 1, 1])
  }

  @Test func theModelsOwnThresholdIsUsedWhenItHasOne() throws {
    let file = try bench.patch("a.png", seed: 3)
    let calibrated = ["classify", "--threshold", "calibrated", "--format", "jsonl", file]
    let lacking = try EdgeTool.run(calibrated + ["--model", bench.model])
    #expect(lacking.exitCode == 65 && lacking.output.isEmpty)
    #expect(lacking.error.contains("\(bench.model) holds no calibrated threshold"))
    let model = try write(Confidence(threshold: 0.9375))
    let line = try object(EdgeTool.run(calibrated + ["--model", model]).output)
    #expect(line["threshold"] as? Double == 0.9375)
  }

  /// A high temperature makes all labels alike, a low one makes the best certain; logits stay.
  @Test func theModelsTemperatureIsUsed() throws {
    let file = try bench.patch("a.png", seed: 4)
    func read(_ temperature: Double?) throws -> [String: Any] {
      let model = try write(Confidence(temperature: temperature))
      return try object(
        EdgeTool.run(["classify", "--model", model, "--format", "jsonl", "--logits", file]).output)
    }
    let (plain, hot, cold) = (try read(nil), try read(0x1p20), try read(0x1p-20))
    for other in [hot, cold] {
      #expect(other["label"] as? String == plain["label"] as? String)
      #expect(other["logits"] as? [Int] == plain["logits"] as? [Int])
    }
    #expect(abs(try #require(hot["probability"] as? Double) - 1 / 14) < 1e-3)
    #expect(cold["probability"] as? Double == 1)
  }
}
