import CustosModelFile
import CustosNetwork
import CustosPlatform

/// What int8 does to one folded layer, as real numbers: its weights as the model file holds them, and
/// the grid on which its output lies.
struct QuantizedLayer {
  /// The layer's weights and bias in float, and as the integers of the model file stand for; nil where
  /// the layer has none.
  let weights: LayerWeights?
  /// The values that its output can take; nil where it takes its input's, and for the logits.
  let grid: ActivationGrid?

  /// Whether int8 costs anything here.
  var isQuantized: Bool { weights != nil || grid != nil }

  /// Reads layer `index` of `folded` out of the model that was made from it.
  init(_ folded: FoldedGraph, _ index: Int, model: Model) {
    let layer = folded.layers[index]
    let tensor = model.tensors[index]
    weights = layer.weights.flatMap { weights in
      model.operators.first { $0.output == index }?.weightedSum.map { sum in
        LayerWeights(
          float: LayerTensors(kernel: weights.kernel, bias: weights.bias.map { Float($0) }),
          int8: LayerTensors(
            sum, model.constants, outputs: weights.outputs,
            input: model.tensors[layer.inputs[0]], output: tensor))
      }
    }
    switch layer.operation {
    // A maximum is one of its inputs, and a joined map holds those of its inputs.
    case .input, .maxPool, .concatenate: grid = nil
    default: grid = tensor.elementType == .int8 ? ActivationGrid(tensor, layer) : nil
    }
  }
}

/// A layer's weights in float and in int8.
struct LayerWeights {
  /// The weights with everything folded in.
  let float: LayerTensors
  /// What the integers of the model file stand for.
  let int8: LayerTensors
}

/// Kernel `[inputs, outputs]` and bias of a float layer.
struct LayerTensors {
  let kernel: [Float]
  let bias: [Float]

  init(kernel: [Float], bias: [Float]) { (self.kernel, self.bias) = (kernel, bias) }

  /// The real values of a model file's integers: `weight * s_w[c]`, and `(bias + z_in * sum of the
  /// channel's weights) * s_in * s_w[c]`.
  init(
    _ sum: WeightedSum, _ constants: ConstantData, outputs: Int, input: Tensor, output: Tensor
  ) {
    let integers = constants[sum.weights].copy().map { Int8(bitPattern: $0) }
    let biases = constants[sum.bias].int32s()
    let multipliers = constants[sum.multipliers].floats()
    let inputs = integers.count / outputs
    let outputScale = output.elementType == .int8 ? Double(output.scale) : 1
    var kernel = [Float](repeating: 0, count: integers.count)
    var bias = [Float](repeating: 0, count: outputs)
    for channel in 0..<outputs {
      let unit = Double(multipliers[channel]) * outputScale
      let scale = unit / Double(input.scale)
      var total = 0
      for place in 0..<inputs {
        let integer = integers[channel * inputs + place]
        total += Int(integer)
        kernel[place * outputs + channel] = Float(Double(integer) * scale)
      }
      bias[channel] = Float(Double(Int(biases[channel]) + Int(input.zeroPoint) * total) * unit)
    }
    self.init(kernel: kernel, bias: bias)
  }

  /// Puts the values in the place of a layer's.
  func set(_ layer: String, in parameters: Parameters) {
    let isKnown = parameters.set(layer + "/kernel", to: kernel)
    precondition(
      isKnown && parameters.set(layer + "/bias", to: bias), "the layer has these weights")
  }
}

/// The real values that an int8 activation can take.
struct ActivationGrid {
  private let scale: Float
  private let inverse: Float
  private let low: Float
  private let high: Float

  init(_ tensor: Tensor, _ layer: FoldedLayer) {
    scale = tensor.scale
    inverse = 1 / tensor.scale
    low = layer.hasRelu ? 0 : Float(-128 - tensor.zeroPoint)
    high = Float(127 - tensor.zeroPoint)
  }

  /// Moves every value to the nearest of the grid.
  func round(_ values: UnsafeMutableBufferPointer<Float>, pool: ThreadPool) {
    let length = 1 << 16
    pool.run((values.count + length - 1) / length) { part, _ in
      for index in part * length..<min((part + 1) * length, values.count) {
        // Adding and taking off 1.5 * 2^23 rounds to the nearest integer.
        let steps = min(max(values[index] * inverse, low), high)
        values[index] = ((steps + 0x1.8p23) - 0x1.8p23) * scale
      }
    }
  }
}

extension Operator {
  /// The constants of a convolution or dense layer.
  fileprivate var weightedSum: WeightedSum? {
    switch self {
    case .convolution(let fields): fields.sum
    case .dense(let fields): fields.sum
    default: nil
    }
  }
}
