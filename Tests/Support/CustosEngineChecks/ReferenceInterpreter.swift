public import CustosModelFile

/// Runs a model with plain loops, straight from the definitions of its operators.
public struct ReferenceInterpreter {
  private let model: Model
  /// The elements of every tensor, `[H, W, C]`.
  public private(set) var activations: [[Int32]]

  /// Runs `model` on an int8 input `[H, W, 3]`.
  public init(_ model: Model, input: [Int8]) {
    self.model = model
    activations = model.tensors.map { [Int32](repeating: 0, count: $0.elementCount) }
    activations[0] = input.map(Int32.init)
    for modelOperator in model.operators { run(modelOperator) }
  }

  /// The elements of every output of the model.
  public var outputs: [[Int32]] { model.outputs.map { activations[$0.tensor] } }

  /// The logits; none where the model gives maps alone.
  public var logits: [Int32] { model.logitsOutput.map { activations[$0.tensor] } ?? [] }

  private mutating func run(_ modelOperator: Operator) {
    switch modelOperator {
    case .convolution(let fields): convolve(fields.input, fields.output, fields.window, fields.sum)
    case .dense(let fields):
      let map = model.tensors[fields.input]
      let window = Window(kernelHeight: map.height, kernelWidth: map.width)
      convolve(fields.input, fields.output, window, fields.sum)
    case .add(let fields):
      let (a, b) = (model.tensors[fields.first], model.tensors[fields.second])
      for index in activations[fields.output].indices {
        let first = Float(activations[fields.first][index] - a.zeroPoint) * fields.firstMultiplier
        let second =
          Float(activations[fields.second][index] - b.zeroPoint) * fields.secondMultiplier
        activations[fields.output][index] = quantize(
          first + second, fields.output, fields.outputMinimum, fields.outputMaximum)
      }
    case .concatenate(let fields): concatenate(fields)
    case .maxPool(let fields):
      pool(fields.input, fields.output, fields.window) { elements, _ in elements.max() ?? 0 }
    case .averagePool(let fields):
      let zeroPoint = model.tensors[fields.input].zeroPoint
      pool(fields.input, fields.output, fields.window) { elements, interpreter in
        let count = Int32(elements.count)
        let sum = elements.reduce(0, +) - count * zeroPoint
        let mean = Float(sum) * (fields.multiplier / Float(count))
        return interpreter.quantize(mean, fields.output, -128, 127)
      }
    case .globalSum(let fields):
      let map = model.tensors[fields.input]
      for (index, element) in activations[fields.input].enumerated() {
        activations[fields.output][index % map.channels] += element - map.zeroPoint
      }
    case .channelAffine(let fields):
      let map = model.tensors[fields.input]
      for (index, element) in activations[fields.input].enumerated() {
        let product =
          Float(element - map.zeroPoint) * constant(fields.multipliers, index % map.channels)
        let sum = product + constant(fields.offsets, index % map.channels)
        activations[fields.output][index] = quantize(
          sum, fields.output, fields.outputMinimum, fields.outputMaximum)
      }
    }
  }

  private func constant(_ range: Range<Int>, _ channel: Int) -> Float {
    let start = range.lowerBound + 4 * channel
    return model.constants[start..<start + 4].floats()[0]
  }

  private func quantize(_ real: Float, _ output: Int, _ minimum: Int32, _ maximum: Int32) -> Int32 {
    let zeroPoint = model.tensors[output].zeroPoint
    let rounded = real.rounded(.toNearestOrEven)
    let low = Float(minimum - zeroPoint)
    let high = Float(maximum - zeroPoint)
    return Int32(Swift.min(Swift.max(rounded, low), high)) + zeroPoint
  }

  private mutating func convolve(_ input: Int, _ output: Int, _ window: Window, _ sum: WeightedSum)
  {
    let (map, result) = (model.tensors[input], model.tensors[output])
    let weights = model.constants[sum.weights].copy()
    let biases = model.constants[sum.bias].int32s()
    let multipliers = model.constants[sum.multipliers].floats()
    let terms = window.kernelHeight * window.kernelWidth * map.channels
    for y in 0..<result.height {
      for x in 0..<result.width {
        for channel in 0..<result.channels {
          var total = Int(biases[channel])
          for ky in 0..<window.kernelHeight {
            for kx in 0..<window.kernelWidth {
              let sourceY = y * window.strideY + ky - window.paddingTop
              let sourceX = x * window.strideX + kx - window.paddingLeft
              let inside =
                (0..<map.height).contains(sourceY) && (0..<map.width).contains(sourceX)
              for k in 0..<map.channels {
                let element =
                  inside
                  ? activations[input][(sourceY * map.width + sourceX) * map.channels + k]
                  : map.zeroPoint
                let index = channel * terms + (ky * window.kernelWidth + kx) * map.channels + k
                total += Int(element) * Int(Int8(bitPattern: weights[index]))
              }
            }
          }
          let index = (y * result.width + x) * result.channels + channel
          if result.elementType == .int32 {
            activations[output][index] = Int32(total)
          } else {
            let multiplier = multipliers[channel]
            activations[output][index] = quantize(
              Float(Int32(total)) * multiplier, output, sum.outputMinimum, sum.outputMaximum)
          }
        }
      }
    }
  }

  private mutating func pool(
    _ input: Int, _ output: Int, _ window: Window,
    _ combine: ([Int32], ReferenceInterpreter) -> Int32
  ) {
    let (map, result) = (model.tensors[input], model.tensors[output])
    for y in 0..<result.height {
      for x in 0..<result.width {
        for channel in 0..<map.channels {
          var elements: [Int32] = []
          for ky in 0..<window.kernelHeight {
            for kx in 0..<window.kernelWidth {
              let sourceY = y * window.strideY + ky - window.paddingTop
              let sourceX = x * window.strideX + kx - window.paddingLeft
              guard (0..<map.height).contains(sourceY), (0..<map.width).contains(sourceX) else {
                continue
              }
              elements.append(
                activations[input][(sourceY * map.width + sourceX) * map.channels + channel])
            }
          }
          activations[output][(y * result.width + x) * result.channels + channel] =
            combine(elements, self)
        }
      }
    }
  }

  private mutating func concatenate(_ join: Concatenate) {
    let result = model.tensors[join.output]
    var channel = 0
    for (input, multiplier) in zip(join.inputs, join.multipliers) {
      let map = model.tensors[input]
      for (index, element) in activations[input].enumerated() {
        let (pixel, offset) = index.quotientAndRemainder(dividingBy: map.channels)
        activations[join.output][pixel * result.channels + channel + offset] = quantize(
          Float(element - map.zeroPoint) * multiplier, join.output, -128, 127)
      }
      channel += map.channels
    }
  }
}
