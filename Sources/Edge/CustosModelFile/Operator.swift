/// One step of the network. Tensors are named by their index in `Model.tensors`; an operator reads
/// tensors that earlier operators (or the input, tensor 0) have made and writes one new tensor.
public enum Operator: Equatable, Sendable {
  /// Convolution with bias, requantisation and clamp.
  case convolution(Convolution)
  /// Fully connected layer over the flattened `[H, W, C]` input.
  case dense(Dense)
  /// Sum of two tensors of one shape, each rescaled, and clamp.
  case add(Add)
  /// Joins tensors along the channels, each rescaled.
  case concatenate(Concatenate)
  /// Maximum over windows; scale and zero point stay.
  case maxPool(Pool)
  /// Mean over windows.
  case averagePool(Pool)
  /// Sum over the whole map, per channel, as int32: the mean is the sum times the logit scale.
  case globalSum(GlobalSum)
}

/// Windows over a map: `[kernelHeight, kernelWidth]` every `[strideY, strideX]`, with explicit padding.
///
/// Output rows are `(H + paddingTop + paddingBottom - kernelHeight) / strideY + 1`, columns likewise.
/// Padding holds the input's zero point (convolution) or is left out (pooling).
public struct Window: Equatable, Sendable {
  /// Rows of the window, at least 1.
  public var kernelHeight: Int
  /// Columns of the window, at least 1.
  public var kernelWidth: Int
  /// Rows between windows, at least 1.
  public var strideY: Int
  /// Columns between windows, at least 1.
  public var strideX: Int
  /// Rows added above.
  public var paddingTop: Int
  /// Columns added on the left.
  public var paddingLeft: Int
  /// Rows added below.
  public var paddingBottom: Int
  /// Columns added on the right.
  public var paddingRight: Int

  /// Describes windows.
  public init(
    kernelHeight: Int, kernelWidth: Int, strideY: Int = 1, strideX: Int = 1, paddingTop: Int = 0,
    paddingLeft: Int = 0, paddingBottom: Int = 0, paddingRight: Int = 0
  ) {
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.strideY = strideY
    self.strideX = strideX
    self.paddingTop = paddingTop
    self.paddingLeft = paddingLeft
    self.paddingBottom = paddingBottom
    self.paddingRight = paddingRight
  }
}

/// The constants of a convolution or dense layer, as byte ranges of `Model.constants`.
///
/// `weights` is int8 `[C_out, KH, KW, C_in]` in -127...127. `bias` is int32 `[C_out]` at scale
/// `s_in * s_w[c]` with the input's zero point folded in: `bias[c] - z_in * sum(weights[c])`.
/// `multipliers` is float32 `[C_out]`: `s_in * s_w[c] / s_out` when the output is int8, the real
/// value of one unit, `s_in * s_w[c]`, when it is int32 (logits; no requantisation, no clamp).
public struct WeightedSum: Equatable, Sendable {
  /// Bytes of the int8 weights.
  public var weights: Range<Int>
  /// Bytes of the int32 biases.
  public var bias: Range<Int>
  /// Bytes of the float32 multipliers.
  public var multipliers: Range<Int>
  /// Lower clamp of the output; the zero point when a ReLU is fused.
  public var outputMinimum: Int32
  /// Upper clamp of the output.
  public var outputMaximum: Int32

  /// Names the constants.
  public init(
    weights: Range<Int>, bias: Range<Int>, multipliers: Range<Int>, outputMinimum: Int32 = -128,
    outputMaximum: Int32 = 127
  ) {
    self.weights = weights
    self.bias = bias
    self.multipliers = multipliers
    self.outputMinimum = outputMinimum
    self.outputMaximum = outputMaximum
  }
}

/// `q = clamp(rne(float(acc) * m[c]), qmin - z, qmax - z) + z` with `acc = bias'[c] + sum(q_in * w)`.
public struct Convolution: Equatable, Sendable {
  /// Index of the input tensor.
  public var input: Int
  /// Index of the output tensor.
  public var output: Int
  /// The filter's window.
  public var window: Window
  /// Constants and clamp.
  public var sum: WeightedSum

  /// Describes a convolution.
  public init(input: Int, output: Int, window: Window, sum: WeightedSum) {
    self.input = input
    self.output = output
    self.window = window
    self.sum = sum
  }
}

/// As `Convolution`, over all elements of the input at once; weights `[C_out, H * W * C_in]`.
public struct Dense: Equatable, Sendable {
  /// Index of the input tensor.
  public var input: Int
  /// Index of the output tensor, `[1, 1, C_out]`.
  public var output: Int
  /// Constants and clamp.
  public var sum: WeightedSum

  /// Describes a fully connected layer.
  public init(input: Int, output: Int, sum: WeightedSum) {
    self.input = input
    self.output = output
    self.sum = sum
  }
}

/// `q = clamp(rne(float(a - z_a) * m_a + float(b - z_b) * m_b), qmin - z, qmax - z) + z`, the two
/// products and their sum each rounded to float32.
public struct Add: Equatable, Sendable {
  /// Index of the first input tensor.
  public var first: Int
  /// Index of the second input tensor.
  public var second: Int
  /// Index of the output tensor.
  public var output: Int
  /// Scale of the first input over the output's.
  public var firstMultiplier: Float
  /// Scale of the second input over the output's, times the residual scale if there is one.
  public var secondMultiplier: Float
  /// Lower clamp of the output; the zero point when a ReLU is fused.
  public var outputMinimum: Int32
  /// Upper clamp of the output.
  public var outputMaximum: Int32

  /// Describes a sum.
  public init(
    first: Int, second: Int, output: Int, firstMultiplier: Float, secondMultiplier: Float,
    outputMinimum: Int32 = -128, outputMaximum: Int32 = 127
  ) {
    self.first = first
    self.second = second
    self.output = output
    self.firstMultiplier = firstMultiplier
    self.secondMultiplier = secondMultiplier
    self.outputMinimum = outputMinimum
    self.outputMaximum = outputMaximum
  }
}

/// `q = clamp(rne(float(q_in - z_in) * m), -128 - z, 127 - z) + z` for each input; a plain copy where
/// scale and zero point agree.
public struct Concatenate: Equatable, Sendable {
  /// Indices of the input tensors, in channel order; at least 1.
  public var inputs: [Int]
  /// Index of the output tensor.
  public var output: Int
  /// For each input its scale over the output's.
  public var multipliers: [Float]

  /// Describes a concatenation.
  public init(inputs: [Int], output: Int, multipliers: [Float]) {
    self.inputs = inputs
    self.output = output
    self.multipliers = multipliers
  }
}

/// Pooling windows. The mean is `q = clamp(rne(float(sum - n * z_in) * (m / float(n))), ...) + z` with
/// `n` the number of elements of the window inside the map and `m = s_in / s_out`.
public struct Pool: Equatable, Sendable {
  /// Index of the input tensor.
  public var input: Int
  /// Index of the output tensor.
  public var output: Int
  /// The windows; padding does not take part.
  public var window: Window
  /// Average pooling: input scale over output scale. Maximum: 1 and not used.
  public var multiplier: Float

  /// Describes a pooling.
  public init(input: Int, output: Int, window: Window, multiplier: Float = 1) {
    self.input = input
    self.output = output
    self.window = window
    self.multiplier = multiplier
  }
}

/// `sum[c] = sum over the map of (q - z_in)`; the real mean is `sum[c] * logitScale`.
public struct GlobalSum: Equatable, Sendable {
  /// Index of the input tensor.
  public var input: Int
  /// Index of the output tensor, `[1, 1, C]` of int32.
  public var output: Int
  /// Real value of one unit of the sum: `s_in / (H * W)`.
  public var logitScale: Float

  /// Describes a global average.
  public init(input: Int, output: Int, logitScale: Float) {
    self.input = input
    self.output = output
    self.logitScale = logitScale
  }
}
