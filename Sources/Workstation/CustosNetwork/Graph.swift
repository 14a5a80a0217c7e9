/// A network as data: nodes in execution order, shapes inferred, named outputs, no weights.
///
/// Built with `GraphBuilder`; run by `Network`; folded and quantised by CustosQuantization.
public struct Graph: Sendable {
  /// What a network is run for: the values of one layer under a name.
  ///
  /// A loss starts at the layer's input where the layer is a softmax, see `lossNode(of:)`.
  public struct Output: Equatable, Sendable {
    /// The name of the one output of a graph that names none.
    public static let defaultName = "output"

    /// Unique among the outputs of a graph.
    public let name: String
    /// Index of the layer in `Graph.nodes`; its shape may be a map `[H, W, C]`.
    public let node: Int

    /// Names a layer's values.
    public init(name: String, node: Int) {
      self.name = name
      self.node = node
    }
  }

  /// The network's name, such as `vgg4`.
  public let name: String
  /// Nodes in execution order; node 0 is the input.
  public let nodes: [Node]
  /// The outputs, at least one; today's classifiers have one, the probabilities of the classes.
  public let outputs: [Output]

  /// Assembles a graph from nodes whose inputs precede them.
  ///
  /// - Parameter outputs: nil for one output, the last layer.
  public init(name: String, nodes: [Node], outputs: [Output]? = nil) {
    self.name = name
    self.nodes = nodes
    self.outputs = outputs ?? [Output(name: Output.defaultName, node: nodes.count - 1)]
    precondition(!self.outputs.isEmpty, "a network has an output")
  }

  /// The output of a name, or nil when there is none.
  public func output(named name: String) -> Output? { outputs.first { $0.name == name } }

  /// Index of the layer at which a loss on an output starts: where the output is a softmax, which is
  /// computed together with its loss, the layer whose values go into it, else the output's own.
  public func lossNode(of output: Output) -> Int {
    let node = nodes[output.node]
    return node.operation == .softmax ? node.inputs[0] : output.node
  }
}

/// One layer of a graph.
public struct Node: Sendable {
  /// Keras-like name, unique in the graph: `conv2d_1`, `batch_normalization_1`, `dense_1`.
  public let name: String
  /// What the layer computes.
  public let operation: Operation
  /// Indices of the nodes it reads.
  public let inputs: [Int]
  /// The output's shape without the batch.
  public let shape: Shape

  package init(name: String, operation: Operation, inputs: [Int], shape: Shape) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
    self.shape = shape
  }
}

/// The shape of one image's activation, layout `[H, W, C]`.
public struct Shape: Equatable, Sendable {
  /// Rows.
  public var height: Int
  /// Columns.
  public var width: Int
  /// Channels.
  public var channels: Int

  /// Describes a map.
  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// Number of elements.
  public var count: Int { height * width * channels }
}

/// What a layer computes. Kernels are `[KH, KW, C_in, C_out]` in files (Keras's order).
public enum Operation: Equatable, Sendable {
  /// The image, pixels 0...255 as float32.
  case input
  /// A factor, a shift and a source for each channel of the image; reads the input alone.
  case pixelScaling(PixelScaling)
  /// Convolution without activation.
  case convolution(ConvolutionParameters)
  /// Batch normalisation over the channels.
  case batchNormalization(BatchNormalizationParameters)
  /// `max(x, 0)`.
  case relu
  /// Sum of two maps: `first + scale * second`.
  case add(scale: Float)
  /// Joins maps along the channels.
  case concatenate
  /// Adds rows and columns of zeros.
  case zeroPadding(Padding)
  /// Maximum over windows; padding does not take part.
  case maxPool(PoolParameters)
  /// Mean over windows; padding does not take part.
  case averagePool(PoolParameters)
  /// Mean over the whole map, to `[1, 1, C]`.
  case globalAveragePool
  /// `[H, W, C]` to `[1, 1, H * W * C]`; the memory stays as it is.
  case flatten
  /// Fully connected, kernel `[C_in, units]`, with bias.
  case dense(units: Int)
  /// Softmax over the channels.
  case softmax
}

/// Rows and columns added around a map.
public struct Padding: Equatable, Sendable {
  /// Rows above.
  public var top: Int
  /// Columns on the left.
  public var left: Int
  /// Rows below.
  public var bottom: Int
  /// Columns on the right.
  public var right: Int

  /// Describes padding.
  public init(top: Int = 0, left: Int = 0, bottom: Int = 0, right: Int = 0) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  /// The same number of rows and columns on each side.
  public init(around count: Int) {
    self.init(top: count, left: count, bottom: count, right: count)
  }
}

/// A convolution layer, padding already resolved (TensorFlow's "same": extra at bottom/right).
public struct ConvolutionParameters: Equatable, Sendable {
  /// Output channels.
  public var filters: Int
  /// Rows of the kernel.
  public var kernelHeight: Int
  /// Columns of the kernel.
  public var kernelWidth: Int
  /// Rows and columns between windows.
  public var stride: Int
  /// Zeros around the map.
  public var padding: Padding
  /// Whether a bias is added.
  public var hasBias: Bool
  /// What biases are before the training.
  public var initialBias: Float

  package init(
    filters: Int, kernelHeight: Int, kernelWidth: Int, stride: Int, padding: Padding, hasBias: Bool,
    initialBias: Float = 0
  ) {
    self.filters = filters
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.stride = stride
    self.padding = padding
    self.hasBias = hasBias
    self.initialBias = initialBias
  }
}

/// A batch normalisation layer (Keras's defaults: momentum 0.99, epsilon 1e-3).
public struct BatchNormalizationParameters: Equatable, Sendable {
  /// Share of the old moving average that stays at each step.
  public var momentum: Float
  /// Added to the variance.
  public var epsilon: Float
  /// Whether gamma is learned (else 1).
  public var hasScale: Bool

  package init(momentum: Float, epsilon: Float, hasScale: Bool) {
    self.momentum = momentum
    self.epsilon = epsilon
    self.hasScale = hasScale
  }
}

/// A pooling layer; the window is clamped to the map where the map is smaller.
public struct PoolParameters: Equatable, Sendable {
  /// Rows of the window.
  public var height: Int
  /// Columns of the window.
  public var width: Int
  /// Rows and columns between windows.
  public var stride: Int
  /// Rows and columns around the map that do not take part.
  public var padding: Padding

  package init(height: Int, width: Int, stride: Int, padding: Padding) {
    self.height = height
    self.width = width
    self.stride = stride
    self.padding = padding
  }
}
