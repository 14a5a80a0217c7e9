/// Which layers' activations have one scale and zero point.
///
/// A maximum has its input's. The inputs of a concatenation have the joined map's, so that the engine can
/// write them in place and nothing is rounded twice. The network's own input keeps its own; where it is
/// joined it is rescaled.
struct SharedScales {
  private let roots: [Int]

  /// Finds the groups of a folded network.
  init(_ folded: FoldedGraph) {
    var parents = Array(folded.layers.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while parents[index] != index { index = parents[index] }
      return index
    }
    for (index, layer) in folded.layers.enumerated() {
      switch layer.operation {
      case .maxPool: parents[index] = root(layer.inputs[0])
      case .concatenate:
        for input in layer.inputs {
          let (one, other) = (root(index), root(input))
          if other != 0 { parents[max(one, other)] = min(one, other) }
        }
      default: break
      }
    }
    roots = parents.indices.map(root)
  }

  /// All layers that share the scale of this one, itself among them.
  func group(of index: Int) -> [Int] {
    roots.indices.filter { roots[$0] == roots[index] }
  }
}
