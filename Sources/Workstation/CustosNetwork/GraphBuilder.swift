/// Builds a `Graph` layer by layer: infers shapes, resolves padding, names layers like Keras.
///
/// Layers without a given name are numbered per kind from 1: `conv2d_1`, `conv2d_2`,
/// `batch_normalization_1`. A method returns the layer it adds; the last one added is the output.
public struct GraphBuilder {
  /// A layer of the graph under construction.
  public struct Layer: Equatable, Sendable {
    /// Index of the layer in `Graph.nodes`.
    public let index: Int
  }

  /// How the border of a map is treated.
  public enum Border: Sendable {
    /// No padding; windows stay inside the map.
    case valid
    /// TensorFlow's "same": ceil(size / stride) windows, an odd row or column of padding goes to
    /// the bottom or right.
    case same
  }

  /// The input layer, an RGB image `[height, width, 3]` with pixels 0...255.
  public let input = Layer(index: 0)
  private let name: String
  private var nodes: [Node]
  private var counters: [String: Int] = [:]

  /// Starts a graph for images of `height` x `width` pixels.
  public init(name: String, height: Int, width: Int, channels: Int = 3) {
    precondition(height > 0 && width > 0 && channels > 0, "an image has at least one pixel")
    self.name = name
    let shape = Shape(height: height, width: width, channels: channels)
    nodes = [Node(name: "input_1", operation: .input, inputs: [], shape: shape)]
  }

  /// Finishes the graph.
  public func build() -> Graph { Graph(name: name, nodes: nodes) }

  /// The shape a layer puts out.
  public func shape(of layer: Layer) -> Shape { nodes[layer.index].shape }

  /// Adds a convolution with `height` x `width` kernels, without activation (Keras `Conv2D`).
  public mutating func convolution(
    _ input: Layer, filters: Int, kernel: (height: Int, width: Int), stride: Int = 1,
    border: Border = .same, bias: Bool = true, name: String? = nil
  ) -> Layer {
    let shape = shape(of: input)
    let padding = padding(shape, kernel.height, kernel.width, stride, border)
    let output = Shape(
      height: (shape.height + padding.top + padding.bottom - kernel.height) / stride + 1,
      width: (shape.width + padding.left + padding.right - kernel.width) / stride + 1,
      channels: filters)
    let parameters = ConvolutionParameters(
      filters: filters, kernelHeight: kernel.height, kernelWidth: kernel.width, stride: stride,
      padding: padding, hasBias: bias)
    return add("conv2d", name, .convolution(parameters), [input], output)
  }

  /// Adds a convolution with square kernels.
  public mutating func convolution(
    _ input: Layer, filters: Int, kernel: Int, stride: Int = 1, border: Border = .same,
    bias: Bool = true, name: String? = nil
  ) -> Layer {
    convolution(
      input, filters: filters, kernel: (kernel, kernel), stride: stride, border: border,
      bias: bias, name: name)
  }

  /// Adds batch normalisation over the channels (Keras's defaults: momentum 0.99, epsilon 1e-3).
  public mutating func batchNormalization(
    _ input: Layer, epsilon: Float = 1e-3, scale: Bool = true, name: String? = nil
  ) -> Layer {
    let parameters = BatchNormalizationParameters(
      momentum: 0.99, epsilon: epsilon, hasScale: scale)
    return add(
      "batch_normalization", name, .batchNormalization(parameters), [input], shape(of: input))
  }

  /// Adds `max(x, 0)`.
  public mutating func relu(_ input: Layer, name: String? = nil) -> Layer {
    add("activation", name, .relu, [input], shape(of: input))
  }

  /// Adds `first + scale * second`; both have one shape.
  public mutating func add(
    _ first: Layer, _ second: Layer, scale: Float = 1, name: String? = nil
  ) -> Layer {
    precondition(shape(of: first) == shape(of: second), "a sum needs maps of one shape")
    return add("add", name, .add(scale: scale), [first, second], shape(of: first))
  }

  /// Joins maps of one height and width along the channels, in the order given.
  public mutating func concatenate(_ inputs: [Layer], name: String? = nil) -> Layer {
    precondition(!inputs.isEmpty, "a concatenation needs an input")
    var output = shape(of: inputs[0])
    for input in inputs.dropFirst() {
      let shape = shape(of: input)
      precondition(
        shape.height == output.height && shape.width == output.width,
        "a concatenation needs maps of one height and width")
      output.channels += shape.channels
    }
    return add("concatenate", name, .concatenate, inputs, output)
  }

  /// Adds rows and columns of zeros.
  public mutating func zeroPadding(
    _ input: Layer, _ padding: Padding, name: String? = nil
  ) -> Layer {
    var output = shape(of: input)
    output.height += padding.top + padding.bottom
    output.width += padding.left + padding.right
    return add("zero_padding2d", name, .zeroPadding(padding), [input], output)
  }

  /// Adds the maximum over square windows, clamped to the map where the map is smaller.
  public mutating func maxPool(
    _ input: Layer, size: Int = 2, stride: Int = 2, border: Border = .valid, name: String? = nil
  ) -> Layer {
    let (pool, output) = pool(input, size, stride, border)
    return add("max_pooling2d", name, .maxPool(pool), [input], output)
  }

  /// Adds the mean over square windows, clamped to the map where the map is smaller; padding does
  /// not take part.
  public mutating func averagePool(
    _ input: Layer, size: Int = 2, stride: Int = 2, border: Border = .valid, name: String? = nil
  ) -> Layer {
    let (pool, output) = pool(input, size, stride, border)
    return add("average_pooling2d", name, .averagePool(pool), [input], output)
  }

  /// Adds the mean over the whole map, `[1, 1, C]`.
  public mutating func globalAveragePool(_ input: Layer, name: String? = nil) -> Layer {
    let output = Shape(height: 1, width: 1, channels: shape(of: input).channels)
    return add("global_average_pooling2d", name, .globalAveragePool, [input], output)
  }

  /// Adds the view of a map as one row of `H * W * C` channels.
  public mutating func flatten(_ input: Layer, name: String? = nil) -> Layer {
    let output = Shape(height: 1, width: 1, channels: shape(of: input).count)
    return add("flatten", name, .flatten, [input], output)
  }

  /// Adds a fully connected layer with bias; its input is `[1, 1, C]`.
  public mutating func dense(_ input: Layer, units: Int, name: String? = nil) -> Layer {
    let shape = shape(of: input)
    precondition(shape.height == 1 && shape.width == 1, "a dense layer needs a flat input")
    let output = Shape(height: 1, width: 1, channels: units)
    return add("dense", name, .dense(units: units), [input], output)
  }

  /// Adds the softmax over the channels.
  public mutating func softmax(_ input: Layer, name: String? = nil) -> Layer {
    add("activation", name, .softmax, [input], shape(of: input))
  }

  private mutating func add(
    _ kind: String, _ name: String?, _ operation: Operation, _ inputs: [Layer], _ shape: Shape
  ) -> Layer {
    precondition(
      shape.height > 0 && shape.width > 0, "the image is too small for this network's windows")
    // A given name does not use up a number, as in Keras.
    var chosen = name ?? ""
    if name == nil {
      counters[kind, default: 0] += 1
      chosen = "\(kind)_\(counters[kind, default: 0])"
    }
    nodes.append(
      Node(name: chosen, operation: operation, inputs: inputs.map(\.index), shape: shape))
    return Layer(index: nodes.count - 1)
  }

  private func pool(
    _ input: Layer, _ size: Int, _ stride: Int, _ border: Border
  ) -> (PoolParameters, Shape) {
    let shape = shape(of: input)
    let height = min(size, shape.height)
    let width = min(size, shape.width)
    let padding = padding(shape, height, width, stride, border)
    let output = Shape(
      height: (shape.height + padding.top + padding.bottom - height) / stride + 1,
      width: (shape.width + padding.left + padding.right - width) / stride + 1,
      channels: shape.channels)
    return (
      PoolParameters(height: height, width: width, stride: stride, padding: padding), output
    )
  }

  private func padding(
    _ shape: Shape, _ height: Int, _ width: Int, _ stride: Int, _ border: Border
  ) -> Padding {
    guard border == .same else { return Padding() }
    let rows = total(shape.height, height, stride)
    let columns = total(shape.width, width, stride)
    return Padding(
      top: rows / 2, left: columns / 2, bottom: rows - rows / 2, right: columns - columns / 2)
  }

  private func total(_ size: Int, _ kernel: Int, _ stride: Int) -> Int {
    max(0, ((size + stride - 1) / stride - 1) * stride + kernel - size)
  }
}
