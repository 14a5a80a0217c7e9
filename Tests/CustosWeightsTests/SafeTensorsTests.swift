import CustosArchitectures
import CustosNetwork
import CustosPlatform
import CustosSupport
import CustosTestData
import CustosTestRandom
import CustosTestSupport
import CustosWeights
import CustosWeightsSupport
import Testing

@testable import CustosWeights

@Suite struct SafeTensorsTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("model.safetensors")
  }

  private func write(_ header: String, dataCount: Int) throws {
    let text = Array(header.utf8)
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
    bytes += [UInt8](repeating: 0, count: dataCount)
    try FileSystem.write(bytes, to: path, replacing: true)
  }

  private func reason(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let file = SafeTensors(
      metadata: ["a": "\"quoted\" / é"],
      tensors: [
        "b/kernel": .init(shape: [2, 3], values: [1, -2, .pi, 0, -0.0, 0x1p-149]),
        "a": .init(shape: [], values: [7]), "empty": .init(shape: [0, 4], values: []),
      ])
    try file.write(to: path, replacing: false)
    #expect(try SafeTensors(readingFrom: path) == file)
  }

  @Test(arguments: [
    (#"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}"#, 4, "type F16"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "byte range"),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "impossible shape"),
    (
      #"{"a":{"dtype":"F32","shape":[9223372036854775807,4],"data_offsets":[0,4]}}"#, 4,
      "impossible shape"
    ),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "overlap or leave holes"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 8, "take 4 bytes"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}"#, 8, "byte range"),
    (#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#, 4, "lacks dtype"),
    (#"{"a":7}"#, 0, "no JSON object"), ("[1]", 0, "no JSON object"), ("{", 0, "no JSON object"),
  ])
  func damagedHeaders(header: String, dataCount: Int, expected: String) throws {
    try write(header, dataCount: dataCount)
    let text = reason { _ = try SafeTensors(readingFrom: path) }
    #expect(text.contains(expected) && text.contains(path), "\(text)")
  }

  /// Flipped, cut and grown files are read or refused with a sentence, nothing else.
  @Test func fuzz() throws {
    let model = SafeTensors(
      metadata: ["format": "custos.float/1"],
      tensors: ["x": .init(shape: [4], values: [1, 2, 3, 4]), "y": .init(shape: [1], values: [5])])
    try model.write(to: path, replacing: false)
    let good = try FileSystem.read(path)
    var random = SeededRandom(seed: 3)
    var refused = 0
    for _ in 0..<3000 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
          in: 0...255, using: &random)
      }
      if Bool.random(using: &random) {
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
      }
      try FileSystem.write(bytes, to: path, replacing: true)
      do {
        _ = try SafeTensors(readingFrom: path)
      } catch {
        refused += 1
        #expect(error.description.hasSuffix("."))
      }
    }
    #expect(refused > 1000)
  }
}
