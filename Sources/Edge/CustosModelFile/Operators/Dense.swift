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

extension Dense: OperatorFields {
  static var format: OperatorFormat { OperatorFormat(opcode: 2, name: "dense") }

  var inputs: [Int] { [input] }

  func encode(into payload: inout ByteWriter) {
    payload.append(count: input)
    payload.append(count: output)
    sum.encode(into: &payload)
  }

  init(from payload: inout ByteReader) throws(SectionError) {
    self.init(
      input: try payload.int(), output: try payload.int(), sum: try WeightedSum(from: &payload))
  }

  func validate(_ context: OperatorValidation) throws(ModelError) {
    let (input, output) = (context.tensors[input], context.tensors[output])
    try output.expect(height: 1, width: 1, channels: output.channels)
    try sum.validate(output, terms: input.elementCount, context)
  }

  func units(_ constants: ConstantData, channels: Int) -> [Float] { sum.units(constants) }
}
