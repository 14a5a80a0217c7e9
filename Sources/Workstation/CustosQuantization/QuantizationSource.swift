import CustosArchitectures
import CustosModelFile
import CustosNetwork
import CustosWeights

/// What is quantised: a float network with what the model file says beside it.
struct QuantizationSource {
  /// The layers at the size of the model file.
  let graph: Graph
  /// The layers at the size that was calibrated.
  let calibratedGraph: Graph
  let parameters: Parameters
  let labels: [String]
  let preprocessing: Preprocessing
  let metadata: [String: String]
  /// For each output what its channels stand for; nil for a classifier of patches.
  let channelNames: [String: [String]]?

  /// A classifier of patches.
  init(_ trained: TrainedModel, _ preprocessing: Preprocessing) {
    graph = trained.graph
    calibratedGraph = trained.graph
    parameters = trained.parameters
    labels = trained.labels
    self.preprocessing = preprocessing
    metadata = trained.metadata
    channelNames = nil
  }

  /// A page network for inputs of `side` x `side` pixels.
  init(_ trained: TrainedPageNetwork, side: Int) throws {
    let vocabulary = trained.network.vocabulary
    graph = try trained.network.graph(height: side, width: side)
    calibratedGraph = trained.graph
    parameters = trained.parameters
    labels = vocabulary.positions
    preprocessing = Preprocessing(
      cropWidth: side, cropHeight: side, networkWidth: side, networkHeight: side,
      staffSpace: trained.staffSpace)
    metadata = trained.metadata
    channelNames = [
      PageArchitecture.Output.centres.rawValue: vocabulary.groups.map(\.name),
      PageArchitecture.Output.positions.rawValue: vocabulary.positions,
      PageArchitecture.Output.classes.rawValue: vocabulary.classChannels,
    ]
  }
}

extension FoldedGraph {
  /// The outputs of the model file: maps with names for their channels.
  func modelOutputs(channelNames: [String: [String]]) -> [ModelOutput] {
    outputs.map {
      ModelOutput(
        name: $0.name, tensor: $0.layer, kind: .map, channelNames: channelNames[$0.name] ?? [])
    }
  }
}
