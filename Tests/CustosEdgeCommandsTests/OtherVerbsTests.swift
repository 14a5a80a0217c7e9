import CustosEngine
import CustosModelFile
import CustosPlatform
import CustosSmallModel
import CustosTestSupport
import Foundation
import Testing

@Suite struct OtherVerbsTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func objects(_ outcome: EdgeTool.Outcome) throws -> [[String: Any]] {
    try outcome.lines.map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func selftestPassesOnEveryInstructionSet() throws {
    let outcome = try EdgeTool.run(["selftest", "--model", bench.model])
    #expect(outcome.exitCode == 0)
    #expect(outcome.lines.count == InstructionSet.available.count)
    #expect(outcome.lines.allSatisfy { $0.hasPrefix("pass\t") && $0.contains("2 of 2") })
    let outcomeJSON = try EdgeTool.run(["selftest", "--model", bench.model, "--format", "jsonl"])
    #expect(outcomeJSON.exitCode == 0)
    let json = try objects(outcomeJSON)
    #expect(json.count == InstructionSet.available.count)
    #expect(json.allSatisfy { $0["pass"] as? Bool == true && $0["equal"] as? Int == 2 })
    let crc = CRC32.checksum(try FileSystem.read(bench.model))
    for object in json {
      let model = try #require(object["model"] as? [String: String])
      #expect(model["name"] == "small" && model["crc"].flatMap { UInt32($0, radix: 16) } == crc)
    }
  }

  @Test func selftestFindsADifference() throws {
    let model = bench.folder.file("wrong.custos")
    try FileSystem.write(SmallModel.bytes(wrongSelfTests: true), to: model, replacing: false)
    let outcome = try EdgeTool.run(["selftest", "--model", model])
    #expect(outcome.exitCode == 1)
    #expect(outcome.lines.count == InstructionSet.available.count)
    #expect(outcome.lines.allSatisfy { $0.hasPrefix("FAIL\t") && $0.contains("0 of 2") })
  }

  @Test func selftestWithoutPatchesProvesNothing() throws {
    let model = bench.folder.file("bare.custos")
    try FileSystem.write(SmallModel.bytes(selfTests: 0), to: model, replacing: false)
    let outcome = try EdgeTool.run(["selftest", "--model", model])
    #expect(outcome.exitCode == 1 && outcome.error.contains("no self-test"))
  }

  @Test func infoSaysWhatIsInside() throws {
    let outcome = try EdgeTool.run(["info", "--model", bench.model])
    #expect(outcome.exitCode == 0)
    // 12 x 24 pixels x 27 weights x 4 channels, then 12 x 24 x 4 elements x 14 labels.
    let facts = [
      "model\tsmall", "labels\tL0 L1", "crop\t24 x 48", "network\t12 x 24", "origin\ta \"test\"",
      "multiply-accumulates\t47232", "self-test patches\t2", "staff space\tunknown",
      "temperature\tunknown", "threshold\tunknown",
    ]
    for fact in facts {
      #expect(outcome.output.contains(fact))
    }
    #expect(outcome.lines.contains("output\tlogits, logits, int32 [1, 1, 14]"))
    for fact in ["load time\t", "peak memory\t"] {
      #expect(outcome.lines.contains { $0.hasPrefix(fact) }, "\(fact)")
    }
    let json = try objects(
      EdgeTool.run(["info", "--model", bench.model, "--format", "jsonl", "--quiet"]))
    #expect(json.count == 1 && json[0]["schema"] as? String == "custos.info/1")
    #expect((json[0]["provenance"] as? [String: String])?["origin"] == "a \"test\"")
    #expect(json[0]["network"] as? [Int] == [12, 24])
    let outputs = try #require(json[0]["outputs"] as? [[String: Any]])
    #expect(outputs.count == 1 && outputs[0]["name"] as? String == "logits")
    #expect(outputs[0]["type"] as? String == "int32")
    #expect(outputs[0]["shape"] as? [Int] == [1, 1, 14])
    for fact in ["staff_space", "temperature", "threshold"] { #expect(json[0][fact] is NSNull) }
    for fact in ["load_us", "peak_resident_bytes"] { #expect(json[0][fact] as? Int ?? 0 > 0) }
  }

  @Test func infoShowsWhatWasCalibrated() throws {
    let model = bench.folder.file("calibrated.custos")
    try FileSystem.write(
      SmallModel.bytes(
        staffSpace: 17.25, confidence: Confidence(temperature: 1.5, threshold: 0.75)),
      to: model, replacing: false)
    let outcome = try EdgeTool.run(["info", "--model", model])
    for fact in [
      "staff space\t17.25 pixels of the crop", "temperature\t1.5", "threshold\t0.75",
    ] {
      #expect(outcome.lines.contains(fact), "\(outcome.output)")
    }
    let json = try objects(EdgeTool.run(["info", "--model", model, "--format", "jsonl"]))
    #expect(json[0]["staff_space"] as? Double == 17.25)
    #expect(json[0]["temperature"] as? Double == 1.5)
    #expect(json[0]["threshold"] as? Double == 0.75)
  }

  @Test func helpAndVersion() throws {
    for words in [["help"], ["--help"], ["-h"], ["help", "--help"]] {
      let outcome = try EdgeTool.run(words)
      #expect(outcome.exitCode == 0 && outcome.output.contains("Usage: custos-edge VERB"))
    }
    for verb in ["classify", "watch", "serve", "info", "selftest", "bench"] {
      let help = try EdgeTool.run(["help", verb])
      #expect(help.exitCode == 0 && help.output.contains("Usage: custos-edge \(verb)"))
      #expect(try EdgeTool.run([verb, "--quiet", "-h"]).output == help.output)
      #expect(help.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }
    let version = try EdgeTool.run(["--version"])
    #expect(version.exitCode == 0 && version.output.hasPrefix("custos-edge "))
  }
}
