import CustosModelFile

/// Turns a folded network and its ranges into a model for the int8 engine.
public struct ModelQuantizer {
  private let folded: FoldedGraph
  private let ranges: [Int: ClosedRange<Float>]
  private var tensors: [Tensor] = []
  private var operators: [Operator] = []
  private var constants: [UInt8] = []

  /// Quantises `folded`.
  ///
  /// Tensor `i` of the model is the output of step `i`. Provenance and self-tests are left empty.
  ///
  /// - Parameters:
  ///   - labels: the classes in index order.
  ///   - ranges: for each step that needs one the range of its activations, by the step's index.
  /// - Throws: `QuantizationError.invalidModel` when a sum could leave int32.
  public static func model(
    _ folded: FoldedGraph, labels: [String], preprocessing: Preprocessing,
    ranges: [Int: ClosedRange<Float>]
  ) throws -> Model {
    var quantizer = ModelQuantizer(folded: folded, ranges: ranges)
    for index in folded.steps.indices { quantizer.add(index) }
    let model = Model(
      name: folded.name, labels: labels, preprocessing: preprocessing, tensors: quantizer.tensors,
      operators: quantizer.operators, constants: ConstantData(quantizer.constants))
    do { try model.validate() } catch { throw QuantizationError.invalidModel(error) }
    return model
  }

  private init(folded: FoldedGraph, ranges: [Int: ClosedRange<Float>]) {
    self.folded = folded
    self.ranges = ranges
  }

  private mutating func add(_ index: Int) {
    let step = folded.steps[index]
    let isLast = index == folded.steps.count - 1
    let output = isLast ? nil : parameters(index)
    tensors.append(
      Tensor(
        height: step.shape.height, width: step.shape.width, channels: step.shape.channels,
        elementType: isLast ? .int32 : .int8, scale: output?.scale ?? 1,
        zeroPoint: output?.zeroPoint ?? 0))
    let inputs = step.inputs.map { tensors[$0] }
    func multiplier(_ place: Int, _ factor: Double = 1) -> Float {
      Float(Double(inputs[place].scale) * factor / Double(output?.scale ?? 1))
    }
    switch step.operation {
    case .input: break
    case .convolution(let window, let weights):
      let sum = place(weights, inputs[0], output, step)
      operators.append(
        .convolution(Convolution(input: step.inputs[0], output: index, window: window, sum: sum)))
    case .dense(let weights):
      let sum = place(weights, inputs[0], output, step)
      operators.append(.dense(Dense(input: step.inputs[0], output: index, sum: sum)))
    case .add(let scale):
      operators.append(
        .add(
          Add(
            first: step.inputs[0], second: step.inputs[1], output: index,
            firstMultiplier: multiplier(0), secondMultiplier: multiplier(1, Double(scale)),
            outputMinimum: lowerClamp(step, output))))
    case .concatenate:
      operators.append(
        .concatenate(
          Concatenate(
            inputs: step.inputs, output: index,
            multipliers: step.inputs.indices.map { multiplier($0) })))
    case .maxPool(let window):
      operators.append(.maxPool(Pool(input: step.inputs[0], output: index, window: window)))
    case .averagePool(let window):
      operators.append(
        .averagePool(
          Pool(input: step.inputs[0], output: index, window: window, multiplier: multiplier(0))))
    case .globalAverage:
      let area = Double(inputs[0].height * inputs[0].width)
      operators.append(
        .globalSum(
          GlobalSum(
            input: step.inputs[0], output: index, logitScale: Float(Double(inputs[0].scale) / area)
          )))
    }
  }

  private func parameters(_ index: Int) -> AffineParameters {
    let step = folded.steps[index]
    switch step.operation {
    case .input: return .input
    case .maxPool:
      let input = tensors[step.inputs[0]]
      return AffineParameters(scale: input.scale, zeroPoint: input.zeroPoint)
    default:
      let range = ranges[index] ?? 0...0
      // Behind a ReLU no integer is spent on values below 0, and a concatenation clamps there.
      return AffineParameters(covering: step.hasRelu ? 0...range.upperBound : range)
    }
  }

  private func lowerClamp(_ step: FoldedStep, _ output: AffineParameters?) -> Int32 {
    step.hasRelu ? output?.zeroPoint ?? -128 : -128
  }

  private mutating func place(
    _ weights: FoldedWeights, _ input: Tensor, _ output: AffineParameters?, _ step: FoldedStep
  ) -> WeightedSum {
    let quantized = QuantizedWeights(
      weights, input: AffineParameters(scale: input.scale, zeroPoint: input.zeroPoint),
      outputScale: output?.scale)
    return WeightedSum(
      weights: append(quantized.weights.map { UInt8(bitPattern: $0) }),
      bias: append(quantized.bias.flatMap { littleEndian(UInt32(bitPattern: $0)) }),
      multipliers: append(quantized.multipliers.flatMap { littleEndian($0.bitPattern) }),
      outputMinimum: lowerClamp(step, output))
  }

  private mutating func append(_ bytes: [UInt8]) -> Range<Int> {
    constants += [UInt8](repeating: 0, count: (64 - constants.count % 64) % 64)
    let start = constants.count
    constants += bytes
    return start..<constants.count
  }

  private func littleEndian(_ value: UInt32) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) }
  }
}
