import CustosModelFile
public import CustosNetwork

/// Folds a float network into the layers that the int8 engine computes.
///
/// A batch normalisation behind a convolution that nothing else reads goes into the convolution's
/// weights; elsewhere it becomes a factor and a shift for each channel. A ReLU is fused into the
/// convolution, dense layer, sum or batch normalisation before it, or stands alone as factors of 1.
/// Zeros around a map go into the window that reads them. How each operator is folded and quantised lies in
/// its file in Operators/.
public struct GraphFolder {
  let graph: Graph
  private let parameters: Parameters
  private let readerCounts: [Int]
  var layers: [FoldedLayer] = []
  /// For each node of the graph the layer that gives its output, and zeros still to be added.
  var results: [(layer: Int, padding: Padding)] = []

  /// Folds `graph` with `parameters`.
  ///
  /// - Throws: `QuantizationError.badWeights`, `.unsupported`.
  public static func fold(_ graph: Graph, _ parameters: Parameters) throws -> FoldedGraph {
    for parameter in parameters.layout {
      for value in parameters[parameter.name] ?? [] {
        guard value.isFinite, value >= 0 || parameter.role != .movingVariance else {
          throw QuantizationError.badWeights(tensor: parameter.name, value: value)
        }
      }
    }
    var folder = GraphFolder(graph, parameters)
    let ends = graph.outputs.map { graph.lossNode(of: $0) }
    for index in 0...ends.reduce(0, max) { try folder.add(index) }
    return try graph.outputs.count == 1 ? folder.finish() : folder.finish(maps: ends)
  }

  private init(_ graph: Graph, _ parameters: Parameters) {
    self.graph = graph
    self.parameters = parameters
    var counts = [Int](repeating: 0, count: graph.nodes.count)
    for node in graph.nodes { for input in node.inputs { counts[input] += 1 } }
    readerCounts = counts
  }

  private mutating func add(_ index: Int) throws {
    let node = graph.nodes[index]
    switch node.operation {
    case .input: append(.input, index)
    case .pixelScaling(let scaling): try addPixelScaling(index, scaling)
    case .convolution(let convolution): try addConvolution(index, convolution)
    case .dense(let units): try addDense(index, units)
    case .batchNormalization(let parameters): try addNormalization(index, parameters)
    case .relu: try addRelu(index)
    case .add(let scale): try appendUnpadded(.add(scale: scale), index)
    case .concatenate: try appendUnpadded(.concatenate, index)
    case .zeroPadding(let padding):
      var result = results[node.inputs[0]]
      result.padding.add(padding)
      results.append(result)
    case .maxPool(let pool): try addMaxPool(index, pool)
    case .averagePool(let pool): try appendUnpadded(.averagePool(Window(pool)), index)
    case .globalAveragePool: try addGlobalAverage(index)
    case .flatten:
      try checkFlattening(index)
      results.append(results[node.inputs[0]])
    case .softmax: throw unsupported(node, "softmax is only known as the last layer")
    }
  }

  private func finish() throws -> FoldedGraph {
    let (last, padding) = results[graph.logits]
    guard last == layers.count - 1, padding == Padding(), !layers[last].hasRelu else {
      throw unsupported(graph.nodes[graph.logits], "the logits are not made by the last operator")
    }
    switch layers[last].operation {
    case .dense, .globalAverage: break
    case .convolution where layers[last].shape.height == 1 && layers[last].shape.width == 1: break
    default:
      throw unsupported(
        graph.nodes[graph.logits],
        "the logits must come from a dense layer, a global average or a convolution to one pixel")
    }
    return FoldedGraph(name: graph.name, layers: layers)
  }

  /// The graph of a network whose outputs are maps, the sums of convolutions that nothing else reads.
  private func finish(maps ends: [Int]) throws -> FoldedGraph {
    var outputs: [FoldedGraph.Output] = []
    for (output, end) in zip(graph.outputs, ends) {
      let (layer, padding) = results[end]
      guard case .convolution = layers[layer].operation, padding == Padding(),
        !layers[layer].hasRelu, readerCounts[end] == 0
      else {
        throw unsupported(
          graph.nodes[end],
          "an output must be the sums of a convolution that nothing else reads")
      }
      outputs.append(FoldedGraph.Output(name: output.name, layer: layer))
    }
    return FoldedGraph(name: graph.name, layers: layers, outputs: outputs)
  }

  /// Flattened maps may only go into dense layers, which read their elements in order anyway.
  private func checkFlattening(_ index: Int) throws {
    let node = graph.nodes[index]
    let map = graph.nodes[node.inputs[0]].shape
    guard map.height * map.width > 1 else { return }
    for reader in graph.nodes where reader.inputs.contains(index) {
      guard case .dense = reader.operation else {
        throw unsupported(reader, "only dense layers can read a flattened map")
      }
    }
  }

  /// Appends a layer that cannot take zeros around its inputs.
  mutating func appendUnpadded(_ operation: FoldedOperation, _ index: Int) throws {
    let node = graph.nodes[index]
    guard node.inputs.allSatisfy({ results[$0].padding == Padding() }) else {
      throw unsupported(node, "zero padding is only known before convolutions and maximums")
    }
    append(operation, index)
  }

  /// Appends a layer that gives the output of node `index`.
  mutating func append(_ operation: FoldedOperation, _ index: Int) {
    let node = graph.nodes[index]
    results.append((layers.count, Padding()))
    layers.append(
      FoldedLayer(
        name: node.name, operation: operation, inputs: node.inputs.map { results[$0].layer },
        shape: node.shape, node: index))
  }

  /// Whether a node's value may be replaced since nothing but one other node reads it.
  func isOnlyReader(of input: Int) -> Bool {
    guard readerCounts[input] == 1 else { return false }
    // A flattened map shares its layer with the map itself, which others may read.
    if graph.nodes[input].operation == .flatten {
      return isOnlyReader(of: graph.nodes[input].inputs[0])
    }
    return true
  }

  /// A tensor of the node's parameters.
  func weights(_ node: Node, _ role: String) throws -> [Float] {
    guard let values = parameters["\(node.name)/\(role)"] else {
      throw unsupported(node, "its tensor \(node.name)/\(role) is missing")
    }
    return values
  }

  func unsupported(_ node: Node, _ reason: String) -> QuantizationError {
    .unsupported(layer: node.name, reason: reason)
  }
}

extension Padding {
  mutating func add(_ other: Padding) {
    top += other.top
    left += other.left
    bottom += other.bottom
    right += other.right
  }
}
