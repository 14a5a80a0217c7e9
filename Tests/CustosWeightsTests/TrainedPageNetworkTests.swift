import CustosArchitectures
import CustosNetwork
import CustosPlatform
import CustosSupport
import CustosTestSupport
import CustosWeights
import CustosWeightsSupport
import Testing

/// A page network's file gives what was written, and a sentence where it is not one.
@Suite struct TrainedPageNetworkTests {
  private let folder: TemporaryFolder
  private let path: String
  private let written: TrainedPageNetwork

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    path = folder.file("model.safetensors")
    var network = PageArchitecture(
      PageVocabulary(
        groups: [.init(name: "head", classes: ["noteheadFull"])], positions: ["L0", "outside"]))
    (network.channels, network.blockCount) = (8, 1)
    let graph = try network.graph(height: 32, width: 64)
    let parameters = try Parameters(graph: graph)
    var generator = SeededGenerator(seed: 1)
    parameters.initialize(using: &generator)
    written = TrainedPageNetwork(
      network: network, graph: graph, parameters: parameters, staffSpace: 11.5,
      metadata: ["epoch": "3"], calibration: .init(symbolCount: 7, positionThreshold: 0.625))
    try written.write(to: path, replacing: false)
  }

  @Test func aFileGivesWhatWasWritten() throws {
    let read = try TrainedPageNetwork(readingFrom: path)
    #expect(read.network == written.network && read.staffSpace == 11.5)
    #expect(read.calibration == .init(symbolCount: 7, positionThreshold: 0.625))
    #expect(read.metadata["epoch"] == "3" && read.metadata["model"] == "page_net")
    #expect(read.parameters.snapshot() == written.parameters.snapshot())
    let shape = read.graph.nodes[0].shape
    #expect(shape.height == 32 && shape.width == 64)
  }

  @Test(arguments: [
    ("format", "custos.float/1", "it holds no page network"),
    ("width", "0", "missing or impossible"), ("staff_space", "nan", "missing or impossible"),
    ("height", "9999999999999999999", "missing or impossible"),
    ("page_network", "{}", "missing or impossible"),
    ("page_calibration", "{}", "its probabilities is damaged"),
    (
      "page_calibration", #"{"symbolCount":1,"positionThreshold":2}"#,
      "its probabilities is damaged"
    ),
    (
      "page_network",
      #"{"blockCount":1,"channels":1000000000,"vocabulary":{"groups":[{"classes":["a"],"name":"b"}],"positions":["L0"]}}"#,
      "missing or impossible"
    ),
    (
      "page_network",
      #"{"blockCount":1,"channels":8,"vocabulary":{"groups":[],"positions":["L0"]}}"#,
      "missing or impossible"
    ),
  ])
  func otherMetadataIsRefused(key: String, value: String, sentence: String) throws {
    var file = try SafeTensors(readingFrom: path)
    file.metadata[key] = value
    try file.write(to: path, replacing: true)
    do {
      _ = try TrainedPageNetwork(readingFrom: path)
      Issue.record("\(key) = \(value) was taken")
    } catch let error as WeightsError {
      #expect(error.message.contains(sentence) && error.exitCode == 65, "\(error.message)")
    }
  }

  @Test func weightsOfAnotherSizeAreRefused() throws {
    var file = try SafeTensors(readingFrom: path)
    file.metadata["page_network"] = file.metadata["page_network"]?
      .replacing(#""channels":8"#, with: #""channels":9"#)
    try file.write(to: path, replacing: true)
    #expect(throws: WeightsError.self) { _ = try TrainedPageNetwork(readingFrom: path) }
  }
}
