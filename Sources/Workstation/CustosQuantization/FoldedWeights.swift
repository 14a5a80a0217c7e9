/// Weights with everything folded in, in double precision.
public struct FoldedWeights: Sendable {
  /// Output channels.
  public let outputs: Int
  /// Weights of one output channel.
  public let inputs: Int
  /// Weights `[C_out, KH, KW, C_in]`.
  public var weights: [Double]
  /// Bias `[C_out]`.
  public var bias: [Double]

  /// Turns a kernel `[inputs, outputs]` (the last axis is the fastest) into rows per output channel.
  init(kernel: [Float], bias: [Float]?, outputs: Int) {
    self.outputs = outputs
    inputs = kernel.count / outputs
    weights = [Double](repeating: 0, count: kernel.count)
    for input in 0..<inputs {
      for output in 0..<outputs {
        weights[output * inputs + input] = Double(kernel[input * outputs + output])
      }
    }
    self.bias = bias.map { $0.map(Double.init) } ?? [Double](repeating: 0, count: outputs)
  }

  /// Applies `y = factor * x + shift` per output channel behind these weights.
  mutating func scale(by channels: ChannelFactors) {
    for (output, (factor, shift)) in zip(channels.factors, channels.shifts).enumerated() {
      for index in output * inputs..<(output + 1) * inputs { weights[index] *= factor }
      bias[output] = bias[output] * factor + shift
    }
  }
}
