import CustosArchitectures
import CustosNetwork
import CustosTestSupport
import CustosTraining
import CustosWeights
import CustosWeightsSupport
import Testing

@Suite struct TrainedModelTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("model.safetensors")
  }

  private func reason(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func thePreprocessingIsKept() throws {
    for preprocessing in PixelPreprocessing.allCases {
      let graph = try ModelConfiguration.vgg16.graph(
        height: 8, width: 8, classCount: 2, preprocessing: preprocessing)
      let model = TrainedModel(
        configuration: .vgg16, graph: graph, parameters: try Parameters(graph: graph),
        labels: ["L1", "S1"])
      try model.write(to: path, replacing: true)
      let read = try TrainedModel(readingFrom: path)
      #expect(read.preprocessing == preprocessing)
      #expect(read.graph.nodes[1].operation == graph.nodes[1].operation)
    }
  }

  @Test func foreignAndBrokenModelsAreRefused() throws {
    let graph = try ModelConfiguration.vgg4.graph(height: 8, width: 8, classCount: 2)
    let model = TrainedModel(
      configuration: .vgg4, graph: graph, parameters: try Parameters(graph: graph),
      labels: ["L1", "S1"])
    try model.write(to: path, replacing: false)
    let good = try SafeTensors(readingFrom: path)
    func refusal(_ change: (inout SafeTensors) -> Void) throws -> String {
      var file = good
      change(&file)
      try file.write(to: path, replacing: true)
      return reason { _ = try TrainedModel(readingFrom: path) }
    }
    #expect(try refusal { _ in } == "")
    #expect(try refusal { $0.metadata["format"] = nil }.contains("another program"))
    #expect(try refusal { $0.metadata["model"] = "vgg5" }.contains("vgg5"))
    #expect(try refusal { $0.metadata["width"] = "99999999999" }.contains("width"))
    #expect(try refusal { $0.metadata["width"] = "64" }.contains("dense_1/kernel"))
    #expect(try refusal { $0.metadata["preprocessing"] = "imagenet" }.contains("'imagenet'"))
    #expect(try refusal { $0.metadata["labels"] = "[]" }.contains("labels"))
    #expect(
      try refusal { $0.tensors["dense_1/bias"]?.values[0] = .nan }.contains("NaN"))
    #expect(try refusal { $0.tensors["dense_1/bias"] = nil }.contains("missing"))
    #expect(
      try refusal { $0.tensors["other"] = .init(shape: [1], values: [1]) }.contains("other"))
  }
}
