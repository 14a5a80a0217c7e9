import CustosModelFile
import CustosNetwork
import CustosPlatform

/// A folded network as a float network: what the int8 engine computes, without its rounding.
struct FoldedNetwork {
  /// The layers with their ReLUs as layers of their own; the last one gives the logits.
  let graph: Graph
  /// The weights with everything folded in, rounded to float32.
  let parameters: Parameters
  /// For each folded layer the layer of `graph` that holds its weights or computes it.
  let computing: [Int]
  /// For each folded layer the layer of `graph` that gives its output, behind its ReLU.
  let output: [Int]

  /// Builds the network of a folded graph.
  ///
  /// - Throws: `PlatformError.outOfMemory`.
  init(_ folded: FoldedGraph) throws(PlatformError) {
    var builder = FoldedNetworkBuilder()
    for layer in folded.layers { builder.add(layer) }
    graph = Graph(name: folded.name, nodes: builder.nodes)
    (computing, output) = (builder.computing, builder.output)
    parameters = try Parameters(graph: graph)
    for layer in folded.layers {
      for (role, values) in layer.operation.tensors {
        let isKnown = parameters.set("\(layer.name)/\(role)", to: values)
        precondition(isKnown, "the graph was built for these weights")
      }
    }
  }
}

private struct FoldedNetworkBuilder {
  var nodes: [Node] = []
  var computing: [Int] = []
  var output: [Int] = []

  mutating func add(_ layer: FoldedLayer) {
    var inputs = layer.inputs.map { output[$0] }
    if case .dense = layer.operation, let map = inputs.first.map({ nodes[$0].shape }) {
      // A dense layer reads the elements of a map in order.
      nodes.append(
        Node(
          name: layer.name + "/flatten", operation: .flatten, inputs: inputs,
          shape: Shape(height: 1, width: 1, channels: map.count)))
      inputs = [nodes.count - 1]
    }
    computing.append(nodes.count)
    nodes.append(
      Node(
        name: layer.name, operation: layer.operation.floatOperation, inputs: inputs,
        shape: layer.shape))
    if layer.hasRelu {
      nodes.append(
        Node(
          name: layer.name + "/relu", operation: .relu, inputs: [nodes.count - 1],
          shape: layer.shape))
    }
    output.append(nodes.count - 1)
  }
}

extension FoldedOperation {
  /// The float layer that computes the same.
  fileprivate var floatOperation: Operation {
    switch self {
    case .input: .input
    case .convolution(let window, let weights):
      .convolution(
        ConvolutionParameters(
          filters: weights.outputs, kernelHeight: window.kernelHeight,
          kernelWidth: window.kernelWidth, stride: window.strideY, padding: Padding(window),
          hasBias: true))
    case .dense(let weights): .dense(units: weights.outputs)
    case .add(let scale): .add(scale: scale)
    case .concatenate: .concatenate
    case .channelAffine:
      .batchNormalization(
        BatchNormalizationParameters(momentum: 1, epsilon: 0, hasScale: true))
    case .maxPool(let window): .maxPool(PoolParameters(window))
    case .averagePool(let window): .averagePool(PoolParameters(window))
    case .globalAverage: .globalAveragePool
    }
  }

  /// The tensors of that layer by their names.
  fileprivate var tensors: [(role: String, values: [Float])] {
    switch self {
    case .convolution(_, let weights), .dense(let weights):
      [("kernel", weights.kernel), ("bias", weights.bias.map { Float($0) })]
    case .channelAffine(let channels):
      [
        ("gamma", channels.factors.map { Float($0) }), ("beta", channels.shifts.map { Float($0) }),
        ("moving_variance", channels.factors.map { _ in 1 }),
      ]
    default: []
    }
  }
}

extension FoldedWeights {
  /// The weights as a float layer's kernel `[inputs, outputs]`, rounded to float32.
  var kernel: [Float] {
    var kernel = [Float](repeating: 0, count: weights.count)
    for output in 0..<outputs {
      for input in 0..<inputs {
        kernel[input * outputs + output] = Float(weights[output * inputs + input])
      }
    }
    return kernel
  }
}

extension Padding {
  fileprivate init(_ window: Window) {
    self.init(
      top: window.paddingTop, left: window.paddingLeft, bottom: window.paddingBottom,
      right: window.paddingRight)
  }
}

extension PoolParameters {
  fileprivate init(_ window: Window) {
    self.init(
      height: window.kernelHeight, width: window.kernelWidth, stride: window.strideY,
      padding: Padding(window))
  }
}
