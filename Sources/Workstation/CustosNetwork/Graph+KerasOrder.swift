extension Graph {
  /// Indices of all layers in the order in which Keras lists those of the same model, in
  /// `model.layers`, `model.summary()` and its files of weights.
  ///
  /// First come the layers with the longest way to an output, counted in layers. Those with equally long
  /// ways come as a walk meets them that goes from the outputs backward, each layer before its inputs,
  /// the first input with all that is behind it before the second. Layers that lead to no output are
  /// last. Branches are interleaved by this; `nodes` holds them one after the other.
  public var kerasOrder: [Int] {
    let places = backwardWalk
    let distances = distancesToOutputs
    return nodes.indices.sorted {
      (-distances[$0], places[$0], $0) < (-distances[$1], places[$1], $1)
    }
  }

  /// For each layer the number of layers behind it on the longest way to an output; -1 where there is
  /// no way.
  private var distancesToOutputs: [Int] {
    var distances = [Int](repeating: -1, count: nodes.count)
    for output in outputs { distances[output.node] = 0 }
    for (index, node) in nodes.enumerated().reversed() where distances[index] >= 0 {
      for input in node.inputs { distances[input] = max(distances[input], distances[index] + 1) }
    }
    return distances
  }

  /// For each layer its place in the walk; the number of layers where it is not met.
  private var backwardWalk: [Int] {
    var places = [Int](repeating: nodes.count, count: nodes.count)
    var met = 0
    var ahead = Array(outputs.map(\.node).reversed())
    while let index = ahead.popLast() {
      guard places[index] == nodes.count else { continue }
      places[index] = met
      met += 1
      ahead += nodes[index].inputs.reversed()
    }
    return places
  }
}
