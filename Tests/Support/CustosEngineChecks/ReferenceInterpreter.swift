import CustosModelFile

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
    for step in model.operators { run(step) }
  }

  /// The last operator's sums.
  public var logits: [Int32] { activations[model.operators[model.operators.count - 1].output] }

  private mutating func run(_ step: Operator) {
    switch step {
    case .convolution(let step): convolve(step.input, step.output, step.window, step.sum)
    case .dense(let step):
      let map = model.tensors[step.input]
      let window = Window(kernelHeight: map.height, kernelWidth: map.width)
      convolve(step.input, step.output, window, step.sum)
    case .add(let step):
      let (a, b) = (model.tensors[step.first], model.tensors[step.second])
      for index in activations[step.output].indices {
        let first = Float(activations[step.first][index] - a.zeroPoint) * step.firstMultiplier
        let second = Float(activations[step.second][index] - b.zeroPoint) * step.secondMultiplier
        activations[step.output][index] = quantize(
          first + second, step.output, step.outputMinimum, step.outputMaximum)
      }
    case .concatenate(let step): concatenate(step)
    case .maxPool(let step):
      pool(step.input, step.output, step.window) { elements, _ in elements.max() ?? 0 }
    case .averagePool(let step):
      let zeroPoint = model.tensors[step.input].zeroPoint
      pool(step.input, step.output, step.window) { elements, interpreter in
        let count = Int32(elements.count)
        let sum = elements.reduce(0, +) - count * zeroPoint
        let mean = Float(sum) * (step.multiplier / Float(count))
        return interpreter.quantize(mean, step.output, -128, 127)
      }
    case .globalSum(let step):
      let map = model.tensors[step.input]
      for (index, element) in activations[step.input].enumerated() {
        activations[step.output][index % map.channels] += element - map.zeroPoint
      }
    }
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
    let bytes = model.constants.bytes
    let terms = window.kernelHeight * window.kernelWidth * map.channels
    for y in 0..<result.height {
      for x in 0..<result.width {
        for channel in 0..<result.channels {
          var total = Int(
            bytes.loadUnaligned(
              fromByteOffset: sum.bias.lowerBound + 4 * channel, as: Int32.self))
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
                let index =
                  sum.weights.lowerBound + channel * terms
                  + (ky * window.kernelWidth + kx) * map.channels + k
                total += Int(element) * Int(Int8(bitPattern: bytes[index]))
              }
            }
          }
          let index = (y * result.width + x) * result.channels + channel
          if result.elementType == .int32 {
            activations[output][index] = Int32(total)
          } else {
            let multiplier = bytes.loadUnaligned(
              fromByteOffset: sum.multipliers.lowerBound + 4 * channel, as: Float.self)
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

  private mutating func concatenate(_ step: Concatenate) {
    let result = model.tensors[step.output]
    var channel = 0
    for (input, multiplier) in zip(step.inputs, step.multipliers) {
      let map = model.tensors[input]
      for (index, element) in activations[input].enumerated() {
        let (pixel, offset) = index.quotientAndRemainder(dividingBy: map.channels)
        activations[step.output][pixel * result.channels + channel + offset] = quantize(
          Float(element - map.zeroPoint) * multiplier, step.output, -128, 127)
      }
      channel += map.channels
    }
  }
}
