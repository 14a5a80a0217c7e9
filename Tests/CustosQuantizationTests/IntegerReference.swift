import CustosModelFile
import CustosNetwork

/// Runs a quantised model with plain loops, as firmware-notes/arithmetic.md defines it.
enum IntegerReference {
  /// The outputs of all tensors for one image, bytes `[H, W, 3]`.
  static func run(_ model: Model, _ pixels: [UInt8]) -> [[Int32]] {
    var values = [[Int32]](repeating: [], count: model.tensors.count)
    values[0] = pixels.map { Int32($0) - 128 }
    for modelOperator in model.operators {
      let output = model.tensors[modelOperator.output]
      let inputs = modelOperator.inputs.map { (values: values[$0], tensor: model.tensors[$0]) }
      values[modelOperator.output] = run(modelOperator, inputs, output, model.constants)
    }
    return values
  }

  private typealias Input = (values: [Int32], tensor: Tensor)

  private static func run(
    _ modelOperator: Operator, _ inputs: [Input], _ output: Tensor, _ constants: ConstantData
  ) -> [Int32] {
    let (input, tensor) = inputs[0]
    switch modelOperator {
    case .convolution(let fields):
      return weightedSum(input, tensor, output, fields.window, fields.sum, constants)
    case .dense(let fields):
      let flat = Tensor(
        height: 1, width: 1, channels: tensor.elementCount, scale: tensor.scale,
        zeroPoint: tensor.zeroPoint)
      let window = Window(kernelHeight: 1, kernelWidth: 1)
      return weightedSum(input, flat, output, window, fields.sum, constants)
    case .add(let fields):
      return zip(input, inputs[1].values).map { first, second in
        let one: Float = Float(first - tensor.zeroPoint) * fields.firstMultiplier
        let two: Float = Float(second - inputs[1].tensor.zeroPoint) * fields.secondMultiplier
        return requantize(one + two, output, fields.outputMinimum, fields.outputMaximum)
      }
    case .concatenate(let fields):
      var result: [Int32] = []
      for pixel in 0..<output.height * output.width {
        for ((values, tensor), multiplier) in zip(inputs, fields.multipliers) {
          for value in values[pixel * tensor.channels..<(pixel + 1) * tensor.channels] {
            result.append(requantize(Float(value - tensor.zeroPoint) * multiplier, output))
          }
        }
      }
      return result
    case .maxPool(let fields):
      return pool(input, tensor, output, fields.window) { $0.max() ?? 0 }
    case .averagePool(let fields):
      return pool(input, tensor, output, fields.window) { elements in
        let sum = elements.reduce(0) { $0 + $1 - tensor.zeroPoint }
        return requantize(Float(sum) * (fields.multiplier / Float(elements.count)), output)
      }
    case .channelAffine(let fields):
      let multipliers = words(constants, fields.multipliers).map { Float(bitPattern: $0) }
      let offsets = words(constants, fields.offsets).map { Float(bitPattern: $0) }
      return input.indices.map { index in
        let channel = index % tensor.channels
        let product: Float = Float(input[index] - tensor.zeroPoint) * multipliers[channel]
        return requantize(
          product + offsets[channel], output, fields.outputMinimum, fields.outputMaximum)
      }
    case .globalSum:
      let window = Window(kernelHeight: tensor.height, kernelWidth: tensor.width)
      return pool(input, tensor, output, window) { $0.reduce(0) { $0 + $1 - tensor.zeroPoint } }
    }
  }

  private static func requantize(
    _ value: Float, _ output: Tensor, _ minimum: Int32 = -128, _ maximum: Int32 = 127
  ) -> Int32 {
    let (low, high) = (minimum - output.zeroPoint, maximum - output.zeroPoint)
    let rounded = value.rounded(.toNearestOrEven)
    return Int32(min(max(rounded, Float(low)), Float(high))) + output.zeroPoint
  }

  private static func weightedSum(
    _ input: [Int32], _ tensor: Tensor, _ output: Tensor, _ window: Window, _ sum: WeightedSum,
    _ constants: ConstantData
  ) -> [Int32] {
    let weights = constants[sum.weights].copy().map { Int32(Int8(bitPattern: $0)) }
    let bias = words(constants, sum.bias).map { Int32(bitPattern: $0) }
    let multipliers = words(constants, sum.multipliers).map { Float(bitPattern: $0) }
    let row = window.kernelHeight * window.kernelWidth * tensor.channels
    let map = Shape(height: tensor.height, width: tensor.width, channels: tensor.channels)
    var result: [Int32] = []
    forEachWindow(
      Shape(height: output.height, width: output.width, channels: output.channels), window
    ) { top, left in
      for channel in 0..<output.channels {
        // Padding holds the zero point; the bias has `-z * sum(w)` folded in, so add it here.
        var total = bias[channel]
        for weight in weights[channel * row..<(channel + 1) * row] {
          total += weight * tensor.zeroPoint
        }
        forEachElement(map, window, top, left) { element, place in
          for index in 0..<tensor.channels {
            total +=
              (input[element + index] - tensor.zeroPoint)
              * weights[channel * row + place * tensor.channels + index]
          }
        }
        result.append(
          output.elementType == .int32
            ? total
            : requantize(
              Float(total) * multipliers[channel], output, sum.outputMinimum, sum.outputMaximum))
      }
    }
    return result
  }

  private static func pool(
    _ input: [Int32], _ tensor: Tensor, _ output: Tensor, _ window: Window,
    _ join: ([Int32]) -> Int32
  ) -> [Int32] {
    let map = Shape(height: tensor.height, width: tensor.width, channels: tensor.channels)
    let shape = Shape(height: output.height, width: output.width, channels: output.channels)
    var result: [Int32] = []
    forEachWindow(shape, window) { top, left in
      for channel in 0..<tensor.channels {
        var elements: [Int32] = []
        forEachElement(map, window, top, left) { element, _ in
          elements.append(input[element + channel])
        }
        result.append(join(elements))
      }
    }
    return result
  }

  private static func words(_ constants: ConstantData, _ range: Range<Int>) -> [UInt32] {
    constants[range].int32s().map { UInt32(bitPattern: $0) }
  }

  /// The real values that the last operator's integers stand for.
  static func logits(_ model: Model, _ values: [[Int32]]) -> [Double] {
    guard let last = model.operators.last else { return [] }
    let integers = values[last.output]
    switch last {
    case .globalSum(let fields): return integers.map { Double($0) * Double(fields.logitScale) }
    case .convolution(let fields): return scaled(integers, model, fields.sum)
    case .dense(let fields): return scaled(integers, model, fields.sum)
    default: return []
    }
  }

  private static func scaled(_ integers: [Int32], _ model: Model, _ sum: WeightedSum) -> [Double] {
    zip(integers, words(model.constants, sum.multipliers)).map {
      Double($0) * Double(Float(bitPattern: $1))
    }
  }
}
