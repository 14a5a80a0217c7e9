/// Builds a `Graph` layer by layer: infers shapes, resolves padding, names layers like Keras.
///
/// Layers without a given name are numbered per kind from 1: `conv2d_1`, `conv2d_2`,
/// `batch_normalization_1`. A method returns the layer it adds; the last one added is the output
/// unless `output(_:_:)` names others. What does not fit is kept until `build()` throws it.
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
  /// The most rows, columns or filters.
  static let limit = 1 << 20
  /// The most channels, those of a flattened map: times the filters of a layer far from overflow.
  static let channelLimit = 1 << 36
  private let name: String
  private var nodes: [Node]
  private var outputs: [Graph.Output] = []
  private var counters: [String: Int] = [:]
  private var names: Set<String> = ["input_1"]
  private var failure: GraphError?

  /// Starts a graph for images of `height` x `width` pixels.
  public init(name: String, height: Int, width: Int, channels: Int = 3) {
    self.name = name
    let sizes = [("rows", height), ("columns", width), ("channels", channels)]
    let wrong = sizes.first { !(1...Self.limit).contains($0.1) }
    failure = wrong.map {
      GraphError(layer: "input_1", problem: .size($0.0, found: $0.1, limit: Self.limit))
    }
    let shape =
      wrong == nil
      ? Shape(height: height, width: width, channels: channels)
      : Shape(height: 1, width: 1, channels: 1)
    nodes = [Node(name: "input_1", operation: .input, inputs: [], shape: shape)]
  }

  /// Names a layer's values as an output of the network; outputs keep the order in which they are
  /// named.
  public mutating func output(_ name: String, _ layer: Layer) {
    if outputs.contains(where: { $0.name == name }) { fail(name, .nameTaken) }
    outputs.append(Graph.Output(name: name, node: layer.index))
  }

  /// Finishes the graph.
  ///
  /// - Throws: the first layer that did not fit.
  public func build() throws(GraphError) -> Graph {
    if let failure { throw failure }
    return Graph(name: name, nodes: nodes, outputs: outputs.isEmpty ? nil : outputs)
  }

  /// The shape a layer puts out.
  public func shape(of layer: Layer) -> Shape { nodes[layer.index].shape }

  /// Adds a scaling of the image's channels, which must be as many as the scaling has.
  public mutating func scaledPixels(_ scaling: PixelScaling, name: String = "preprocessing")
    -> Layer
  {
    let shape = shape(of: input)
    if shape.channels != scaling.sources.count {
      fail(name, .size("channels", found: shape.channels, limit: scaling.sources.count))
    }
    return add(name, .pixelScaling(scaling), [input], shape)
  }

  /// Adds a convolution with `height` x `width` kernels, without activation (Keras `Conv2D`).
  public mutating func convolution(
    _ input: Layer, filters: Int, kernel: (height: Int, width: Int), stride: Int = 1,
    border: Border = .same, bias: Bool = true, initialBias: Float = 0, name: String? = nil
  ) -> Layer {
    let name = chosenName("conv2d", name)
    let shape = shape(of: input)
    let filters = checked("filters", filters, name)
    let stride = checked("rows and columns between windows", stride, name)
    let height = checked("rows of the window", kernel.height, name)
    let width = checked("columns of the window", kernel.width, name)
    let padding = padding(shape, height, width, stride, border)
    let output = Shape(
      height: windows(shape.height + padding.top + padding.bottom, height, stride),
      width: windows(shape.width + padding.left + padding.right, width, stride),
      channels: filters)
    let parameters = ConvolutionParameters(
      filters: filters, kernelHeight: height, kernelWidth: width, stride: stride,
      padding: padding, hasBias: bias, initialBias: initialBias)
    if output.height == 0 || output.width == 0 {
      fail(name, .windowTooLarge(height: height, width: width, map: shape))
    }
    return add(name, .convolution(parameters), [input], output)
  }

  /// Adds a convolution with square kernels.
  public mutating func convolution(
    _ input: Layer, filters: Int, kernel: Int, stride: Int = 1, border: Border = .same,
    bias: Bool = true, initialBias: Float = 0, name: String? = nil
  ) -> Layer {
    convolution(
      input, filters: filters, kernel: (kernel, kernel), stride: stride, border: border,
      bias: bias, initialBias: initialBias, name: name)
  }

  /// Adds batch normalisation over the channels (Keras's defaults: momentum 0.99, epsilon 1e-3).
  public mutating func batchNormalization(
    _ input: Layer, epsilon: Float = 1e-3, scale: Bool = true, name: String? = nil
  ) -> Layer {
    let parameters = BatchNormalizationParameters(
      momentum: 0.99, epsilon: epsilon, hasScale: scale)
    return add(
      chosenName("batch_normalization", name), .batchNormalization(parameters), [input],
      shape(of: input))
  }

  /// Adds `max(x, 0)`.
  public mutating func relu(_ input: Layer, name: String? = nil) -> Layer {
    add(chosenName("activation", name), .relu, [input], shape(of: input))
  }

  /// Adds `first + scale * second`; both have one shape.
  public mutating func add(
    _ first: Layer, _ second: Layer, scale: Float = 1, name: String? = nil
  ) -> Layer {
    let name = chosenName("add", name)
    let shapes = (shape(of: first), shape(of: second))
    if shapes.0 != shapes.1 { fail(name, .differentShapes(shapes.0, shapes.1)) }
    return add(name, .add(scale: scale), [first, second], shapes.0)
  }

  /// Joins maps of one height and width along the channels, in the order given.
  public mutating func concatenate(_ inputs: [Layer], name: String? = nil) -> Layer {
    let name = chosenName("concatenate", name)
    guard let first = inputs.first else {
      fail(name, .noInputs)
      return input
    }
    var output = shape(of: first)
    for input in inputs.dropFirst() {
      let shape = shape(of: input)
      if shape.height != output.height || shape.width != output.width {
        fail(name, .differentShapes(output, shape))
      }
      output.channels += shape.channels
    }
    return add(name, .concatenate, inputs, output)
  }

  /// Adds rows and columns of zeros.
  public mutating func zeroPadding(
    _ input: Layer, _ padding: Padding, name: String? = nil
  ) -> Layer {
    var output = shape(of: input)
    output.height += padding.top + padding.bottom
    output.width += padding.left + padding.right
    return add(chosenName("zero_padding2d", name), .zeroPadding(padding), [input], output)
  }

  /// Adds the maximum over square windows, clamped to the map where the map is smaller.
  public mutating func maxPool(
    _ input: Layer, size: Int = 2, stride: Int = 2, border: Border = .valid, name: String? = nil
  ) -> Layer {
    let name = chosenName("max_pooling2d", name)
    let (pool, output) = pool(input, size, stride, border, name)
    return add(name, .maxPool(pool), [input], output)
  }

  /// Adds the mean over square windows, clamped to the map where the map is smaller; padding does
  /// not take part.
  public mutating func averagePool(
    _ input: Layer, size: Int = 2, stride: Int = 2, border: Border = .valid, name: String? = nil
  ) -> Layer {
    let name = chosenName("average_pooling2d", name)
    let (pool, output) = pool(input, size, stride, border, name)
    return add(name, .averagePool(pool), [input], output)
  }

  /// Adds the mean over the whole map, `[1, 1, C]`.
  public mutating func globalAveragePool(_ input: Layer, name: String? = nil) -> Layer {
    let output = Shape(height: 1, width: 1, channels: shape(of: input).channels)
    return add(
      chosenName("global_average_pooling2d", name), .globalAveragePool, [input], output)
  }

  /// Adds the view of a map as one row of `H * W * C` channels.
  public mutating func flatten(_ input: Layer, name: String? = nil) -> Layer {
    let output = Shape(height: 1, width: 1, channels: shape(of: input).count)
    return add(chosenName("flatten", name), .flatten, [input], output)
  }

  /// Adds a fully connected layer with bias; its input is `[1, 1, C]`.
  public mutating func dense(_ input: Layer, units: Int, name: String? = nil) -> Layer {
    let name = chosenName("dense", name)
    let shape = shape(of: input)
    if shape.height != 1 || shape.width != 1 { fail(name, .notFlat(shape)) }
    let units = checked("units", units, name)
    let output = Shape(height: 1, width: 1, channels: units)
    return add(name, .dense(units: units), [input], output)
  }

  /// Adds the softmax over the channels.
  public mutating func softmax(_ input: Layer, name: String? = nil) -> Layer {
    add(chosenName("activation", name), .softmax, [input], shape(of: input))
  }

  /// A given name does not use up a number, as in Keras.
  private mutating func chosenName(_ kind: String, _ name: String?) -> String {
    if let name { return name }
    counters[kind, default: 0] += 1
    return "\(kind)_\(counters[kind, default: 0])"
  }

  /// Adds a layer; a size that does not fit is noted, and building continues with the least that
  /// does.
  private mutating func add(
    _ name: String, _ operation: Operation, _ inputs: [Layer], _ shape: Shape
  ) -> Layer {
    if !names.insert(name).inserted { fail(name, .nameTaken) }
    let shape = Shape(
      height: checked("rows", shape.height, name), width: checked("columns", shape.width, name),
      channels: checked("channels", shape.channels, name, limit: Self.channelLimit))
    nodes.append(
      Node(name: name, operation: operation, inputs: inputs.map(\.index), shape: shape))
    return Layer(index: nodes.count - 1)
  }

  private mutating func fail(_ layer: String, _ problem: GraphError.Problem) {
    failure = failure ?? GraphError(layer: layer, problem: problem)
  }

  /// The number, or 1 where it is out of range, which is noted.
  private mutating func checked(
    _ what: String, _ number: Int, _ layer: String, limit: Int = GraphBuilder.limit
  ) -> Int {
    if (1...limit).contains(number) { return number }
    fail(layer, .size(what, found: number, limit: limit))
    return 1
  }

  /// Windows that fit into `size`, 0 where there is none.
  private func windows(_ size: Int, _ window: Int, _ stride: Int) -> Int {
    size < window ? 0 : (size - window) / stride + 1
  }

  private mutating func pool(
    _ input: Layer, _ size: Int, _ stride: Int, _ border: Border, _ name: String
  ) -> (PoolParameters, Shape) {
    let shape = shape(of: input)
    let size = checked("rows and columns of the window", size, name)
    let stride = checked("rows and columns between windows", stride, name)
    let height = min(size, shape.height)
    let width = min(size, shape.width)
    let padding = padding(shape, height, width, stride, border)
    let output = Shape(
      height: windows(shape.height + padding.top + padding.bottom, height, stride),
      width: windows(shape.width + padding.left + padding.right, width, stride),
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
