import CustosArchitectures
import CustosNetwork

/// Weights of PyTorch's model zoos as safetensors: names, orders and what else differs.
struct TorchWeights {
  private let file: SafeTensorsFile
  private let names: TorchNames

  /// Takes a file for a network.
  ///
  /// - Throws: `WeightsError.damaged` where the zoos have no such network.
  init(_ file: SafeTensorsFile, for configuration: ModelConfiguration) throws(WeightsError) {
    self.file = file
    guard let names = TorchNames(configuration) else {
      // Kernels have the same shapes in both, so that the names must tell.
      let isResNet = file.shape(of: "layer1.0.conv3.weight") != nil
      throw .damaged(
        path: file.origin,
        reason: configuration == .resNet50 && isResNet
          ? "it holds the ResNet50 of torchvision and timm, which halves the maps in the 3x3 "
            + "convolutions, where res_net_50 does so in the first 1x1 convolutions: another network; "
            + "give \(ImageNetFile(.resNet50)?.name ?? "Keras's file")."
          : "no other program is known that writes \(configuration.rawValue) as safetensors; give a "
            + "model.safetensors of custos or a file that Keras wrote.")
    }
    self.names = names
  }

  /// What the network was trained with.
  var preprocessing: PixelPreprocessing { names.preprocessing }

  /// Where the tensors of the network's body are found.
  ///
  /// - Throws: `WeightsError.unexpected` for a tensor of the body that the network does not have,
  ///   `.damaged` where a gamma that it does not have is not 1.
  func nameMap(for graph: Graph) throws(WeightsError) -> NameMap {
    let head = Set(graph.headParameters.map(\.name))
    var entries: [String: NameMap.Entry] = [:]
    var known: Set<String> = []
    for parameter in graph.parameters where !head.contains(parameter.name) {
      guard let entry = entry(for: parameter, graph) else { continue }
      entries[parameter.name] = entry
      known.insert(entry.name)
      if parameter.role == .beta, names.hasSurplusGamma {
        known.insert(try ones(beside: entry.name, count: parameter.count))
      }
    }
    for name in file.names where !known.contains(name) {
      guard names.heads.contains(where: { name.hasPrefix($0) }) else {
        throw .unexpected(path: file.origin, tensor: name)
      }
    }
    return NameMap { [entries] in entries[$0.name] }
  }

  private func entry(for parameter: Parameter, _ graph: Graph) -> NameMap.Entry? {
    let node = graph.nodes[parameter.node]
    guard let spellings = names.layers[node.name] else { return nil }
    let suffix =
      switch parameter.role {
      case .kernel, .gamma: "weight"
      case .bias, .beta: "bias"
      case .movingMean: "running_mean"
      case .movingVariance: "running_var"
      }
    let found = spellings.map { "\($0).\(suffix)" }
    let name = found.first { file.shape(of: $0) != nil } ?? found[0]
    switch (parameter.role, node.operation) {
    case (.kernel, _):
      return .init(name, order: [2, 3, 1, 0])
    case (.movingVariance, .batchNormalization(let normalization)):
      // The sum of variance and epsilon is what counts.
      return .init(name, addend: names.epsilon - normalization.epsilon)
    default:
      return .init(name)
    }
  }

  /// The name of the gamma beside a beta, which must be 1 throughout: as a factor of the kernel before
  /// it, it would get lost as soon as the normalisation is trained.
  private func ones(beside beta: String, count: Int) throws(WeightsError) -> String {
    let name = beta.dropLast("bias".count) + "weight"
    guard let shape = file.shape(of: String(name)) else {
      throw .missing(path: file.origin, tensor: String(name), expected: [count])
    }
    var gamma = [Float](repeating: 0, count: count)
    guard shape == [count] else {
      throw .wrongShape(
        path: file.origin, tensor: String(name), expected: [count], found: shape)
    }
    try gamma.withUnsafeMutableBufferPointer { (buffer) throws(WeightsError) in
      try file.copy(String(name), to: buffer)
    }
    guard gamma.allSatisfy({ $0 == 1 }) else {
      throw .damaged(
        path: file.origin,
        reason: "its batch normalisations have trained factors ('\(name)' is not 1), which Keras's "
          + "network does not have: another network; give weights whose factors are 1, as timm's "
          + "own inception_resnet_v2.tf_in1k.")
    }
    return String(name)
  }
}
