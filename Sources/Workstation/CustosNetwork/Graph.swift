/// A network as data: nodes in execution order, shapes inferred, no weights.
///
/// Built with `GraphBuilder`; run by `Network`; folded and quantised by CustosQuantization.
public struct Graph: Sendable {
  /// The network's name, such as `vgg4`.
  public let name: String
  /// Nodes in execution order; node 0 is the input, the last one is the output.
  public let nodes: [Node]

  /// Assembles a graph from nodes whose inputs precede them.
  public init(name: String, nodes: [Node]) {
    self.name = name
    self.nodes = nodes
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
}

/// A batch normalisation layer (Keras's defaults: momentum 0.99, epsilon 1e-3).
public struct BatchNormalizationParameters: Equatable, Sendable {
  /// Share of the old moving average that stays at each step.
  public var momentum: Float
  /// Added to the variance.
  public var epsilon: Float
  /// Whether gamma is learned (else 1).
  public var hasScale: Bool
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
}
