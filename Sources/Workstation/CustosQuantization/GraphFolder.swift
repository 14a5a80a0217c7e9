import CustosModelFile
import CustosNetwork

/// Folds a float network into the steps that the int8 engine computes.
///
/// A batch normalisation behind a convolution that nothing else reads goes into the convolution's
/// weights; elsewhere it becomes a 1x1 convolution with a diagonal kernel. A ReLU is fused into the
/// convolution, dense layer or sum before it, or becomes a concatenation of one input whose output
/// range starts at 0. Zeros around a map go into the window that reads them.
public struct GraphFolder {
  private let graph: Graph
  private let parameters: Parameters
  private let readerCounts: [Int]
  private var steps: [FoldedStep] = []
  /// For each layer of the graph the step that gives its output, and zeros still to be added.
  private var results: [(step: Int, padding: Padding)] = []

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
    for index in 0...graph.logits { try folder.add(index) }
    return try folder.finish()
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
    case .convolution(let convolution): try addConvolution(index, convolution)
    case .dense(let units):
      let weights = FoldedWeights(
        kernel: try weights(node, "kernel"), bias: try weights(node, "bias"), outputs: units)
      try appendUnpadded(.dense(weights), index)
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
    case .globalAveragePool:
      let map = graph.nodes[node.inputs[0]].shape
      let isLast = index == graph.logits
      try appendUnpadded(
        isLast
          ? .globalAverage
          : .averagePool(Window(kernelHeight: map.height, kernelWidth: map.width)), index)
    case .flatten:
      try checkFlattening(index)
      results.append(results[node.inputs[0]])
    case .softmax: throw unsupported(node, "softmax is only known as the last layer")
    }
  }

  private func finish() throws -> FoldedGraph {
    let (last, padding) = results[graph.logits]
    guard last == steps.count - 1, padding == Padding(), !steps[last].hasRelu else {
      throw unsupported(graph.nodes[graph.logits], "the logits are not made by the last operator")
    }
    switch steps[last].operation {
    case .dense, .globalAverage: break
    case .convolution where steps[last].shape.height == 1 && steps[last].shape.width == 1: break
    default:
      throw unsupported(
        graph.nodes[graph.logits],
        "the logits must come from a dense layer, a global average or a convolution to one pixel")
    }
    return FoldedGraph(name: graph.name, steps: steps)
  }

  private mutating func addConvolution(_ index: Int, _ convolution: ConvolutionParameters) throws {
    let node = graph.nodes[index]
    var padding = convolution.padding
    padding.add(results[node.inputs[0]].padding)
    let window = Window(
      kernelHeight: convolution.kernelHeight, kernelWidth: convolution.kernelWidth,
      strideY: convolution.stride, strideX: convolution.stride, paddingTop: padding.top,
      paddingLeft: padding.left, paddingBottom: padding.bottom, paddingRight: padding.right)
    let bias = convolution.hasBias ? try weights(node, "bias") : nil
    append(
      .convolution(
        window,
        FoldedWeights(
          kernel: try weights(node, "kernel"), bias: bias, outputs: convolution.filters)), index)
  }

  private mutating func addNormalization(
    _ index: Int, _ normalization: BatchNormalizationParameters
  )
    throws
  {
    let node = graph.nodes[index]
    let variance = try weights(node, "moving_variance")
    let mean = try weights(node, "moving_mean")
    let beta = try weights(node, "beta")
    let gamma =
      normalization.hasScale
      ? try weights(node, "gamma") : [Float](repeating: 1, count: mean.count)
    let factors = mean.indices.map {
      Double(gamma[$0]) / (Double(variance[$0]) + Double(normalization.epsilon)).squareRoot()
    }
    let shifts = mean.indices.map { Double(beta[$0]) - Double(mean[$0]) * factors[$0] }
    guard let bad = (factors + shifts).first(where: { !$0.isFinite }) else {
      return try fold(index, factors, shifts)
    }
    throw QuantizationError.badWeights(tensor: "\(node.name)/moving_variance", value: Float(bad))
  }

  private mutating func fold(_ index: Int, _ factors: [Double], _ shifts: [Double]) throws {
    let input = graph.nodes[index].inputs[0]
    let step = results[input].step
    if isOnlyReader(of: input), !steps[step].hasRelu, results[input].padding == Padding(),
      case .convolution(let window, var weights) = steps[step].operation
    {
      weights.scale(by: factors, shifts: shifts)
      steps[step].operation = .convolution(window, weights)
      steps[step].node = index
      results.append(results[input])
    } else {
      let weights = FoldedWeights(scaling: factors, shifts: shifts)
      let window = Window(kernelHeight: 1, kernelWidth: 1)
      try appendUnpadded(.convolution(window, weights), index)
    }
  }

  private mutating func addRelu(_ index: Int) throws {
    let input = graph.nodes[index].inputs[0]
    let step = results[input].step
    var canFuse = isOnlyReader(of: input) && results[input].padding == Padding()
    switch steps[step].operation {
    case .convolution, .dense, .add: break
    default: canFuse = false
    }
    if canFuse {
      steps[step].hasRelu = true
      steps[step].node = index
      results.append(results[input])
    } else {
      try appendUnpadded(.concatenate, index)
      steps[steps.count - 1].hasRelu = true
    }
  }

  /// Zeros in front of a maximum change nothing where the map has no negative elements, since every
  /// window holds at least one element of the map.
  private mutating func addMaxPool(_ index: Int, _ pool: PoolParameters) throws {
    let node = graph.nodes[index]
    let result = results[node.inputs[0]]
    guard result.padding == Padding() || isNonNegative(result.step) else {
      throw unsupported(
        node, "zeros before a maximum are only known behind a ReLU, where they change nothing")
    }
    var padded = pool
    padded.padding.add(result.padding)
    append(.maxPool(Window(padded)), index)
  }

  private func isNonNegative(_ step: Int) -> Bool {
    if steps[step].hasRelu { return true }
    switch steps[step].operation {
    case .input: return true
    case .maxPool, .averagePool, .concatenate: return steps[step].inputs.allSatisfy(isNonNegative)
    default: return false
    }
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

  private mutating func appendUnpadded(_ operation: FoldedOperation, _ index: Int) throws {
    let node = graph.nodes[index]
    guard node.inputs.allSatisfy({ results[$0].padding == Padding() }) else {
      throw unsupported(node, "zero padding is only known before convolutions and maximums")
    }
    append(operation, index)
  }

  private mutating func append(_ operation: FoldedOperation, _ index: Int) {
    let node = graph.nodes[index]
    results.append((steps.count, Padding()))
    steps.append(
      FoldedStep(
        name: node.name, operation: operation, inputs: node.inputs.map { results[$0].step },
        shape: node.shape, node: index))
  }

  /// Whether a step's value may be replaced since nothing but one layer reads it.
  private func isOnlyReader(of input: Int) -> Bool {
    guard readerCounts[input] == 1 else { return false }
    // A flattened map shares its step with the map itself, which others may read.
    if graph.nodes[input].operation == .flatten {
      return isOnlyReader(of: graph.nodes[input].inputs[0])
    }
    return true
  }

  private func weights(_ node: Node, _ role: String) throws -> [Float] {
    guard let values = parameters["\(node.name)/\(role)"] else {
      throw unsupported(node, "its tensor \(node.name)/\(role) is missing")
    }
    return values
  }

  private func unsupported(_ node: Node, _ reason: String) -> QuantizationError {
    .unsupported(layer: node.name, reason: reason)
  }
}

extension Padding {
  fileprivate mutating func add(_ other: Padding) {
    top += other.top
    left += other.left
    bottom += other.bottom
    right += other.right
  }
}

extension Window {
  fileprivate init(_ pool: PoolParameters) {
    self.init(
      kernelHeight: pool.height, kernelWidth: pool.width, strideY: pool.stride,
      strideX: pool.stride, paddingTop: pool.padding.top, paddingLeft: pool.padding.left,
      paddingBottom: pool.padding.bottom, paddingRight: pool.padding.right)
  }
}
