import CustosModelFile
import CustosNetwork

extension GraphFolder {
  mutating func addDense(_ index: Int, _ units: Int) throws {
    let node = graph.nodes[index]
    let weights = FoldedWeights(
      kernel: try weights(node, "kernel"), bias: try weights(node, "bias"), outputs: units)
    try appendUnpadded(.dense(weights), index)
  }
}

extension ModelQuantizer {
  mutating func addDense(_ site: LayerSite, _ weights: FoldedWeights) {
    let sum = weightedSum(weights, site)
    operators.append(.dense(Dense(input: site.layer.inputs[0], output: site.index, sum: sum)))
  }
}
