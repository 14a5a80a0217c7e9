public import CustosModelFile
import CustosTestRandom

/// Builds models in memory with random weights, scales and zero points.
public struct GraphBuilder {
  /// All tensors, the input first.
  public private(set) var tensors: [Tensor]
  /// All operators in order.
  public private(set) var operators: [Operator] = []
  /// The zero point of the tensors that are made next, so that they can be joined without a change of
  /// scale; nil for random ones.
  public var sharedZeroPoint: Int32?
  private var constants: [UInt8] = []
  private var random: SeededRandom

  /// Starts with an input of the given size.
  public init(height: Int, width: Int, seed: UInt64) {
    tensors = [Tensor(height: height, width: width, channels: 3, scale: 1, zeroPoint: -128)]
    random = SeededRandom(seed: seed)
  }

  /// Index of the newest tensor.
  public var last: Int { tensors.count - 1 }

  /// Ends the graph with the logits that were made last, and with maps.
  public func build(maps: [Int] = []) -> Model {
    let labels = (0..<tensors[last].channels).map { "label\($0)" }
    let outputs =
      maps.map { ModelOutput(name: "map_\($0)", tensor: $0, kind: .map) } + [.logits(last)]
    return Model(
      name: "random", labels: labels,
      preprocessing: Preprocessing(
        cropWidth: tensors[0].width, cropHeight: tensors[0].height, networkWidth: tensors[0].width,
        networkHeight: tensors[0].height),
      tensors: tensors, operators: operators, outputs: outputs, constants: ConstantData(constants))
  }

  /// Ends the graph as a page network for a staff space of 12 pixels, whose maps are these tensors.
  public func buildPage(
    centres: Int, boxes: Int, positions: Int, classes: Int? = nil, groups: [String],
    classNames: [String] = []
  ) -> Model {
    var outputs = [
      ModelOutput(name: "centres", tensor: centres, kind: .map, channelNames: groups),
      ModelOutput(name: "boxes", tensor: boxes, kind: .map),
      ModelOutput(name: "positions", tensor: positions, kind: .map),
    ]
    if let classes {
      outputs.append(
        ModelOutput(name: "classes", tensor: classes, kind: .map, channelNames: classNames))
    }
    let places = [
      "L0", "L1", "L2", "L3", "L4", "L5", "L6", "S0", "S1", "S2", "S3", "S4", "S5", "S6",
    ]
    let (height, width) = (tensors[0].height, tensors[0].width)
    return Model(
      name: "page", labels: Array((places + ["outside"]).suffix(tensors[positions].channels)),
      preprocessing: Preprocessing(
        cropWidth: width, cropHeight: height, networkWidth: width, networkHeight: height,
        staffSpace: 12),
      tensors: tensors, operators: operators, outputs: outputs, constants: ConstantData(constants))
  }

  /// A convolution; `logits` makes its output int32.
  @discardableResult
  public mutating func convolve(
    _ input: Int, channels: Int, window: Window, logits: Bool = false
  ) -> Int {
    let map = tensors[input]
    let output = add(
      height: (map.height + window.paddingTop + window.paddingBottom - window.kernelHeight)
        / window.strideY + 1,
      width: (map.width + window.paddingLeft + window.paddingRight - window.kernelWidth)
        / window.strideX + 1, channels: channels, logits: logits)
    let terms = window.kernelHeight * window.kernelWidth * map.channels
    let sum = weightedSum(terms: terms, input: input, output: output)
    operators.append(
      .convolution(Convolution(input: input, output: output, window: window, sum: sum)))
    return output
  }

  /// A fully connected layer; `logits` makes its output int32.
  @discardableResult
  public mutating func dense(_ input: Int, channels: Int, logits: Bool) -> Int {
    let output = add(height: 1, width: 1, channels: channels, logits: logits)
    let sum = weightedSum(terms: tensors[input].elementCount, input: input, output: output)
    operators.append(.dense(Dense(input: input, output: output, sum: sum)))
    return output
  }

  /// The sum of two tensors of one shape.
  @discardableResult
  public mutating func add(_ first: Int, _ second: Int) -> Int {
    let map = tensors[first]
    let output = add(height: map.height, width: map.width, channels: map.channels)
    let clamp = randomClamp(output)
    operators.append(
      .add(
        Add(
          first: first, second: second, output: output, firstMultiplier: random.float(0.2, 1.3),
          secondMultiplier: random.float(-0.9, 0.9), outputMinimum: clamp.lowerBound,
          outputMaximum: clamp.upperBound)))
    return output
  }

  /// A multiplier, positive, negative or 0, and an offset for each channel.
  @discardableResult
  public mutating func channelAffine(_ input: Int) -> Int {
    let map = tensors[input]
    let output = add(height: map.height, width: map.width, channels: map.channels)
    var multipliers: [UInt8] = []
    var offsets: [UInt8] = []
    for channel in 0..<map.channels {
      let multiplier = channel % 7 == 5 ? 0 : random.float(-1.5, 1.5)
      withUnsafeBytes(of: multiplier.bitPattern.littleEndian) { multipliers += $0 }
      withUnsafeBytes(of: random.float(-60, 60).bitPattern.littleEndian) { offsets += $0 }
    }
    let clamp = randomClamp(output)
    operators.append(
      .channelAffine(
        ChannelAffine(
          input: input, output: output, multipliers: append(multipliers),
          offsets: append(offsets), outputMinimum: clamp.lowerBound,
          outputMaximum: clamp.upperBound)))
    return output
  }

  /// Tensors of one height and width side by side. The first one is copied as it is, and so are all others
  /// of its zero point with `isShared`.
  @discardableResult
  public mutating func concatenate(_ inputs: [Int], isShared: Bool = false) -> Int {
    let channels = inputs.reduce(0) { $0 + tensors[$1].channels }
    let map = tensors[inputs[0]]
    let output = add(height: map.height, width: map.width, channels: channels)
    tensors[output].zeroPoint = map.zeroPoint
    let multipliers = inputs.indices.map { $0 == 0 || isShared ? 1 : random.float(0.3, 2) }
    operators.append(
      .concatenate(Concatenate(inputs: inputs, output: output, multipliers: multipliers)))
    return output
  }

  /// A pooling.
  @discardableResult
  public mutating func pool(_ input: Int, window: Window, average: Bool) -> Int {
    let map = tensors[input]
    let output = add(
      height: (map.height + window.paddingTop + window.paddingBottom - window.kernelHeight)
        / window.strideY + 1,
      width: (map.width + window.paddingLeft + window.paddingRight - window.kernelWidth)
        / window.strideX + 1, channels: map.channels)
    if average {
      operators.append(
        .averagePool(
          AveragePool(
            input: input, output: output, window: window, multiplier: random.float(0.5, 2))))
    } else {
      tensors[output].scale = map.scale
      tensors[output].zeroPoint = map.zeroPoint
      operators.append(.maxPool(MaxPool(input: input, output: output, window: window)))
    }
    return output
  }

  /// A global sum, which ends the graph.
  @discardableResult
  public mutating func globalSum(_ input: Int) -> Int {
    let output = add(height: 1, width: 1, channels: tensors[input].channels, logits: true)
    operators.append(
      .globalSum(GlobalSum(input: input, output: output, logitScale: random.float(0.001, 0.1))))
    return output
  }

  private mutating func add(height: Int, width: Int, channels: Int, logits: Bool = false) -> Int {
    tensors.append(
      Tensor(
        height: height, width: width, channels: channels, elementType: logits ? .int32 : .int8,
        scale: logits ? 1 : random.float(0.01, 1),
        zeroPoint: logits ? 0 : sharedZeroPoint ?? Int32(random.integer(-128...127))))
    return last
  }

  /// Multipliers spread typical sums over the whole range of the output, and a bit beyond.
  private mutating func weightedSum(terms: Int, input: Int, output: Int) -> WeightedSum {
    let channels = tensors[output].channels
    let zeroPoint = Int(tensors[input].zeroPoint)
    var weights: [UInt8] = []
    var biases: [UInt8] = []
    var multipliers: [UInt8] = []
    for _ in 0..<channels {
      var total = 0
      for _ in 0..<terms {
        // Small weights are frequent, as in trained networks.
        let weight = Int8(random.integer(-64...63) + random.integer(-63...64))
        total += Int(weight)
        weights.append(UInt8(bitPattern: weight))
      }
      let bias = Int32(random.integer(-2000...2000) - zeroPoint * total)
      withUnsafeBytes(of: bias.littleEndian) { biases += $0 }
      let spread = random.float(30, 90) / (3600 * Float(terms).squareRoot())
      withUnsafeBytes(of: spread.bitPattern.littleEndian) { multipliers += $0 }
    }
    let clamp = randomClamp(output)
    return WeightedSum(
      weights: append(weights), bias: append(biases), multipliers: append(multipliers),
      outputMinimum: clamp.lowerBound, outputMaximum: clamp.upperBound)
  }

  private mutating func append(_ bytes: [UInt8]) -> Range<Int> {
    constants += [UInt8](repeating: 0xEE, count: (64 - constants.count % 64) % 64)
    let start = constants.count
    constants += bytes
    return start..<constants.count
  }

  /// A ReLU, some other clamp, or none.
  private mutating func randomClamp(_ output: Int) -> ClosedRange<Int32> {
    switch random.integer(0...2) {
    case 0: return tensors[output].zeroPoint...127
    case 1: return -100...Int32(random.integer(0...127))
    default: return -128...127
    }
  }
}
