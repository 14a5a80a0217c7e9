import CustosNetwork

extension TrainingOptions {
  /// Says of each tensor of a network whether it is frozen.
  ///
  /// - Throws: `TrainingError.usage` when a layer that is to be frozen does not exist or has no weights,
  ///   or when nothing is left to train.
  func frozenTensors(of graph: Graph) throws(TrainingError) -> (Parameter) -> Bool {
    let frozen = Set(frozenLayers ?? [])
    let layers = graph.nodes.indices.filter { !graph.parameters(of: $0).isEmpty }
      .map { graph.nodes[$0].name }
    if let unknown = frozen.subtracting(layers).min() {
      throw .usage(
        "\(graph.name) has no layer '\(unknown)' with weights to freeze; those with weights are "
          + layers.joined(separator: ", ") + ".")
    }
    guard frozen.count < layers.count else {
      throw .usage(
        "All \(layers.count) layers of \(graph.name) are frozen, which leaves nothing to train; "
          + "freeze fewer.")
    }
    return { frozen.contains(graph.nodes[$0.node].name) }
  }
}
