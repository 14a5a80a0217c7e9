public import CustosModelFile
public import CustosNetwork

/// A network as the int8 engine computes it: batch normalisations folded into weights, ReLUs fused,
/// paddings merged into windows, flattening and the final softmax gone.
public struct FoldedGraph: Sendable {
  /// The network's name.
  public let name: String
  /// Layers in execution order; layer 0 is the input.
  public let layers: [FoldedLayer]
  /// What the network is run for.
  public let outputs: [Output]

  /// A layer whose exact sums leave the network under a name.
  public struct Output: Equatable, Sendable {
    /// The name, unique in the network.
    public let name: String
    /// Index of the layer; no other layer reads it.
    public let layer: Int

    /// Names a layer.
    public init(name: String, layer: Int) {
      self.name = name
      self.layer = layer
    }
  }

  /// Puts a network together.
  ///
  /// - Parameter outputs: nil for those of a classifier, the logits that the last layer gives.
  public init(name: String, layers: [FoldedLayer], outputs: [Output]? = nil) {
    self.name = name
    self.layers = layers
    self.outputs = outputs ?? [Output(name: ModelOutput.logitsName, layer: layers.count - 1)]
  }

  /// Whether a layer's sums leave the network.
  func isOutput(_ layer: Int) -> Bool { outputs.contains { $0.layer == layer } }
}

/// One layer of a folded graph, which stands for one or more of the original one's.
public struct FoldedLayer: Sendable {
  /// Name of the original layer that it starts with, such as `conv2d_1`.
  public let name: String
  /// The operation of the layer.
  public var operation: FoldedOperation
  /// Indices of the layers that it reads.
  public let inputs: [Int]
  /// The output's shape.
  public let shape: Shape
  /// Index of the original layer that gives the same numbers.
  public var node: Int
  /// Whether negative outputs become 0.
  public var hasRelu = false
}

/// What a folded layer computes.
public enum FoldedOperation: Sendable {
  /// The image, 0...255.
  case input
  /// Convolution with bias; padding holds zeros.
  case convolution(Window, FoldedWeights)
  /// Fully connected layer over all elements of its input.
  case dense(FoldedWeights)
  /// `first + scale * second`.
  case add(scale: Float)
  /// Joins maps along the channels.
  case concatenate
  /// A factor and a shift for each channel: a batch normalisation or a ReLU on its own.
  case channelAffine(ChannelFactors)
  /// Maximum over windows; padding does not take part.
  case maxPool(Window)
  /// Mean over windows; padding does not take part.
  case averagePool(Window)
  /// Mean over the whole map as the network's last layer.
  case globalAverage
}
