import CustosNetwork

extension Graph {
  /// The indices of the nodes in the order of Keras's `Model.layers`: by their distance to the
  /// outputs on the longest way, the farthest first; those of one distance as a walk from the outputs
  /// meets them that goes through each layer's inputs in turn.
  var kerasOrder: [Int] {
    var distances = [Int](repeating: 0, count: nodes.count)
    for index in nodes.indices.reversed() {
      for input in nodes[index].inputs {
        distances[input] = max(distances[input], distances[index] + 1)
      }
    }
    var places = [Int?](repeating: nil, count: nodes.count)
    var pending = [Int](outputs.map(\.node).reversed())
    var count = 0
    while let index = pending.popLast() {
      guard places[index] == nil else { continue }
      places[index] = count
      count += 1
      pending += nodes[index].inputs.reversed()
    }
    return nodes.indices.filter { places[$0] != nil }.sorted {
      (-distances[$0], places[$0] ?? 0) < (-distances[$1], places[$1] ?? 0)
    }
  }
}
