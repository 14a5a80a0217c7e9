import CustosModelFile
import CustosNetwork

/// A network as the int8 engine computes it: batch normalisations folded into weights, ReLUs fused,
/// paddings merged into windows, flattening and the final softmax gone.
public struct FoldedGraph: Sendable {
  /// The network's name.
  public let name: String
  /// Steps in execution order; step 0 is the input, the last one gives the logits.
  public let steps: [FoldedStep]
}

/// One step of a folded graph.
public struct FoldedStep: Sendable {
  /// Name of the layer that the step starts with, such as `conv2d_1`.
  public let name: String
  /// What it computes.
  public var operation: FoldedOperation
  /// Indices of the steps that it reads.
  public let inputs: [Int]
  /// The output's shape.
  public let shape: Shape
  /// Index of the layer of the original graph that gives the same numbers.
  public var node: Int
  /// Whether negative outputs become 0.
  public var hasRelu = false
}

/// What a step computes.
public enum FoldedOperation: Sendable {
  /// The image, 0...255.
  case input
  /// Convolution with bias; padding holds zeros.
  case convolution(Window, FoldedWeights)
  /// Fully connected layer over all elements of its input.
  case dense(FoldedWeights)
  /// `first + scale * second`.
  case add(scale: Float)
  /// Joins maps along the channels; with one input it stands for a ReLU on its own.
  case concatenate
  /// Maximum over windows; padding does not take part.
  case maxPool(Window)
  /// Mean over windows; padding does not take part.
  case averagePool(Window)
  /// Mean over the whole map as the network's last step.
  case globalAverage
}

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

  /// A 1x1 convolution that multiplies each channel by a factor and adds a shift.
  init(scaling factors: [Double], shifts: [Double]) {
    outputs = factors.count
    inputs = factors.count
    weights = [Double](repeating: 0, count: outputs * inputs)
    for index in 0..<outputs { weights[index * inputs + index] = factors[index] }
    bias = shifts
  }

  /// Applies `y = factor * x + shift` per output channel behind these weights.
  mutating func scale(by factors: [Double], shifts: [Double]) {
    for output in 0..<outputs {
      for index in output * inputs..<(output + 1) * inputs { weights[index] *= factors[output] }
      bias[output] = bias[output] * factors[output] + shifts[output]
    }
  }
}
