/// `q = clamp(rne(float(q_in - z_in) * m[c] + b[c]), qmin - z, qmax - z) + z`, the product and the sum each
/// rounded to float32: a batch normalisation that cannot be folded into weights, or a ReLU on its own.
public struct ChannelAffine: Equatable, Sendable {
  /// Index of the input tensor.
  public var input: Int
  /// Index of the output tensor, of the same shape.
  public var output: Int
  /// Bytes of the float32 multipliers `[C]`: the factor times input scale over output scale.
  public var multipliers: Range<Int>
  /// Bytes of the float32 offsets `[C]`: the shift over the output scale.
  public var offsets: Range<Int>
  /// Lower clamp of the output; the zero point when a ReLU is fused.
  public var outputMinimum: Int32
  /// Upper clamp of the output.
  public var outputMaximum: Int32

  /// Names the constants.
  public init(
    input: Int, output: Int, multipliers: Range<Int>, offsets: Range<Int>,
    outputMinimum: Int32 = -128, outputMaximum: Int32 = 127
  ) {
    self.input = input
    self.output = output
    self.multipliers = multipliers
    self.offsets = offsets
    self.outputMinimum = outputMinimum
    self.outputMaximum = outputMaximum
  }
}

extension ChannelAffine: OperatorFields {
  static var format: OperatorFormat {
    OperatorFormat(opcode: 8, name: "channel affine", firstVersion: 2)
  }

  var inputs: [Int] { [input] }

  func encode(into payload: inout ByteWriter) {
    payload.append(count: input)
    payload.append(count: output)
    payload.append(multipliers)
    payload.append(offsets)
    payload.append(outputMinimum)
    payload.append(outputMaximum)
  }

  init(from payload: inout ByteReader) throws(SectionError) {
    self.init(
      input: try payload.int(), output: try payload.int(), multipliers: try payload.range(),
      offsets: try payload.range(), outputMinimum: try payload.int32(),
      outputMaximum: try payload.int32())
  }

  func validate(_ context: OperatorValidation) throws(ModelError) {
    let (input, output) = (context.tensors[input], context.tensors[output])
    try output.expect(height: input.height, width: input.width, channels: input.channels)
    try output.expect(.int8)
    let factors = try context.bytes(multipliers, output.channels * 4, "multipliers").floats()
    let shifts = try context.bytes(offsets, output.channels * 4, "offsets").floats()
    for channel in 0..<output.channels {
      try Self.check(factors[channel], "multiplier", channel)
      try Self.check(shifts[channel], "offset", channel)
    }
    try context.check(outputMinimum, outputMaximum)
  }

  /// The bound keeps product and sum finite, which the clamp then brings into range.
  private static func check(_ value: Float, _ item: String, _ channel: Int) throws(ModelError) {
    guard value == 0 || value.isNormal, value.magnitude <= ModelLimits.multiplier else {
      throw ModelError(
        "\(item) of channel \(channel)",
        expected: "0 or a normal number of at most 2^32 in magnitude", found: "\(value)")
    }
  }
}
