import CustosModelFile
import CustosNetwork

extension GraphFolder {
  /// Zeros in front of a maximum change nothing where the map has no negative elements, since every
  /// window holds at least one element of the map.
  mutating func addMaxPool(_ index: Int, _ pool: PoolParameters) throws {
    let node = graph.nodes[index]
    let result = results[node.inputs[0]]
    guard result.padding == Padding() || isNonNegative(result.layer) else {
      throw unsupported(
        node, "zeros before a maximum are only known behind a ReLU, where they change nothing")
    }
    var padded = pool
    padded.padding.add(result.padding)
    append(.maxPool(Window(padded)), index)
  }

  func isNonNegative(_ layer: Int) -> Bool {
    if layers[layer].hasRelu { return true }
    switch layers[layer].operation {
    case .input: return true
    case .maxPool, .averagePool, .concatenate: return layers[layer].inputs.allSatisfy(isNonNegative)
    default: return false
    }
  }

  /// As the last layer the mean is an exact sum with a scale; within a network it is an average pooling.
  mutating func addGlobalAverage(_ index: Int) throws {
    let map = graph.nodes[graph.nodes[index].inputs[0]].shape
    try appendUnpadded(
      index == graph.logits
        ? .globalAverage
        : .averagePool(Window(kernelHeight: map.height, kernelWidth: map.width)), index)
  }
}

extension Window {
  init(_ pool: PoolParameters) {
    self.init(
      kernelHeight: pool.height, kernelWidth: pool.width, strideY: pool.stride,
      strideX: pool.stride, paddingTop: pool.padding.top, paddingLeft: pool.padding.left,
      paddingBottom: pool.padding.bottom, paddingRight: pool.padding.right)
  }
}

extension ModelQuantizer {
  mutating func addMaxPool(_ site: LayerSite, _ window: Window) {
    operators.append(
      .maxPool(MaxPool(input: site.layer.inputs[0], output: site.index, window: window)))
  }

  mutating func addAveragePool(_ site: LayerSite, _ window: Window) {
    operators.append(
      .averagePool(
        AveragePool(
          input: site.layer.inputs[0], output: site.index, window: window,
          multiplier: site.multiplier(0))))
  }

  mutating func addGlobalSum(_ site: LayerSite) {
    let input = site.inputs[0]
    let area = Double(input.height * input.width)
    operators.append(
      .globalSum(
        GlobalSum(
          input: site.layer.inputs[0], output: site.index,
          logitScale: Float(Double(input.scale) / area))))
  }
}
