/// The constants of a convolution or dense layer, as byte ranges of `Model.constants`.
///
/// `weights` is int8 `[C_out, KH, KW, C_in]` in -127...127. `bias` is int32 `[C_out]` at scale
/// `s_in * s_w[c]` with the input's zero point folded in: `bias[c] - z_in * sum(weights[c])`.
/// `multipliers` is float32 `[C_out]`: `s_in * s_w[c] / s_out` when the output is int8, the real
/// value of one unit, `s_in * s_w[c]`, when it is int32 (no requantisation, no clamp).
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

  func encode(into payload: inout ByteWriter) {
    for range in [weights, bias, multipliers] { payload.append(range) }
    payload.append(outputMinimum)
    payload.append(outputMaximum)
  }

  init(from payload: inout ByteReader) throws(SectionError) {
    self.init(
      weights: try payload.range(), bias: try payload.range(), multipliers: try payload.range(),
      outputMinimum: try payload.int32(), outputMaximum: try payload.int32())
  }

  /// The real value of one unit of each channel of an int32 output.
  func units(_ constants: ConstantData) -> [Float] { constants[multipliers].floats() }

  /// Checks the constants of an output whose every element is a sum of `terms` products.
  func validate(
    _ output: Tensor, terms: Int, _ context: OperatorValidation
  ) throws(ModelError) {
    let channels = output.channels
    // At most 2^48 * 2^16 would overflow; no constants are that long, so bound the factor first.
    guard terms <= context.constants.count else {
      throw ModelError(
        "weights", expected: "\(terms) bytes for each output channel",
        found: "more than all \(context.constants.count) bytes of constants")
    }
    let weights = try context.bytes(weights, channels * terms, "weights")
    let biases = try context.bytes(bias, channels * 4, "bias").int32s()
    let multipliers = try context.bytes(multipliers, channels * 4, "multipliers").floats()
    try context.check(outputMinimum, outputMaximum)
    for channel in 0..<channels {
      try context.check(multiplier: multipliers[channel], "multiplier of channel \(channel)")
      try weights[channel * terms..<(channel + 1) * terms].withInt8 { row throws(ModelError) in
        try Self.check(row, bias: biases[channel], channel: channel)
      }
    }
  }

  /// -128 is refused because kernels may pair two products in 16 bits.
  private static func check(_ row: Span<Int8>, bias: Int32, channel: Int)
    throws(ModelError)
  {
    var total = 0
    var least: Int8 = 127
    for index in row.indices {
      let weight = row[index]
      total &+= Int(weight.magnitude)
      least = min(least, weight)
    }
    guard least >= -127 else {
      throw ModelError("weights of channel \(channel)", expected: "-127 to 127", found: "-128")
    }
    let bound = Int(bias.magnitude) + 128 * total
    guard bound <= Int(Int32.max) else {
      throw ModelError(
        "sum of channel \(channel)", expected: "within int32 for every input",
        found: "up to \(bound) in magnitude")
    }
  }
}
