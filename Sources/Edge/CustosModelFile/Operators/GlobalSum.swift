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

extension GlobalSum: OperatorFields {
  static var format: OperatorFormat { OperatorFormat(opcode: 7, name: "global sum") }

  var inputs: [Int] { [input] }

  func encode(into payload: inout ByteWriter) {
    payload.append(count: input)
    payload.append(count: output)
    payload.append(logitScale)
  }

  init(from payload: inout ByteReader) throws(SectionError) {
    self.init(
      input: try payload.int(), output: try payload.int(), logitScale: try payload.float())
  }

  func validate(_ context: OperatorValidation) throws(ModelError) {
    let (input, output) = (context.tensors[input], context.tensors[output])
    try output.expect(height: 1, width: 1, channels: input.channels)
    try output.expect(.int32)
    try context.check(multiplier: logitScale)
    try context.check(sumOf: input.height * input.width)
  }

  func units(_ constants: ConstantData, channels: Int) -> [Float] {
    [Float](repeating: logitScale, count: channels)
  }
}
