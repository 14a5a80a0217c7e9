/// One tensor of weights of a network.
public struct Parameter: Equatable, Sendable {
  /// What the tensor is used for.
  public enum Role: Equatable, Sendable {
    /// Kernel `[KH, KW, C_in, C_out]` of a convolution or `[C_in, units]` of a dense layer.
    case kernel
    /// Bias `[C_out]`.
    case bias
    /// Scale of a batch normalisation `[C]`.
    case gamma
    /// Shift of a batch normalisation `[C]`.
    case beta
    /// Running mean of a batch normalisation `[C]`, not trained.
    case movingMean
    /// Running variance of a batch normalisation `[C]`, not trained.
    case movingVariance

    /// The last part of the tensor's name.
    public var suffix: String {
      switch self {
      case .kernel: "kernel"
      case .bias: "bias"
      case .gamma: "gamma"
      case .beta: "beta"
      case .movingMean: "moving_mean"
      case .movingVariance: "moving_variance"
      }
    }

    /// Whether an optimiser changes such tensors, unless they are frozen.
    public var isTrainable: Bool { self != .movingMean && self != .movingVariance }
  }

  /// Layer and role, Keras-like: `conv2d_1/kernel`.
  public let name: String
  /// What it is used for.
  public let role: Role
  /// Index of its layer in `Graph.nodes`.
  public let node: Int
  /// Its dimensions, slowest first.
  public let shape: [Int]
  /// What the elements of a bias are before the training.
  public var initialBias: Float = 0
  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }
}

extension Graph {
  /// All tensors of weights, layer by layer, in Keras's order within a layer.
  public var parameters: [Parameter] {
    nodes.indices.flatMap { parameters(of: $0) }
  }

  /// The tensors of weights of one layer, in Keras's order.
  public func parameters(of index: Int) -> [Parameter] {
    let node = nodes[index]
    func parameter(_ role: Parameter.Role, _ shape: [Int]) -> Parameter {
      Parameter(name: "\(node.name)/\(role.suffix)", role: role, node: index, shape: shape)
    }
    switch node.operation {
    case .convolution(let convolution):
      let channels = nodes[node.inputs[0]].shape.channels
      let kernel = parameter(
        .kernel,
        [convolution.kernelHeight, convolution.kernelWidth, channels, convolution.filters])
      guard convolution.hasBias else { return [kernel] }
      var bias = parameter(.bias, [convolution.filters])
      bias.initialBias = convolution.initialBias
      return [kernel, bias]
    case .dense(let units):
      return [
        parameter(.kernel, [nodes[node.inputs[0]].shape.count, units]), parameter(.bias, [units]),
      ]
    case .batchNormalization(let normalization):
      let shape = [node.shape.channels]
      let statistics = [parameter(.movingMean, shape), parameter(.movingVariance, shape)]
      let beta = [parameter(.beta, shape)]
      return (normalization.hasScale ? [parameter(.gamma, shape)] : []) + beta + statistics
    default:
      return []
    }
  }

  /// Number of weights of one layer, batch normalisation statistics included (Keras's count).
  public func parameterCount(of index: Int) -> Int {
    parameters(of: index).reduce(0) { $0 + $1.count }
  }

  /// Number of weights, batch normalisation statistics included (Keras's "Total params").
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

  /// Number of weights that training changes (Keras's "Trainable params").
  public var trainableParameterCount: Int {
    parameters.filter(\.role.isTrainable).reduce(0) { $0 + $1.count }
  }

  /// Multiply-accumulates of one layer for one image (convolutions and dense layers).
  public func multiplyAccumulates(of index: Int) -> Int {
    let node = nodes[index]
    switch node.operation {
    case .convolution(let convolution):
      return node.shape.count * convolution.kernelHeight * convolution.kernelWidth
        * nodes[node.inputs[0]].shape.channels
    case .dense(let units):
      return nodes[node.inputs[0]].shape.count * units
    default:
      return 0
    }
  }

  /// Multiply-accumulates of one forward pass of one image.
  public var multiplyAccumulates: Int {
    nodes.indices.reduce(0) { $0 + multiplyAccumulates(of: $1) }
  }

  /// Index of the layer at which the loss on the first output starts: the logits of a classifier.
  public var logits: Int { lossNode(of: outputs[0]) }

  /// Number of classes: the channels of the first output.
  public var classCount: Int { nodes[outputs[0].node].shape.channels }
}
