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

extension Add: OperatorFields {
  static var format: OperatorFormat { OperatorFormat(opcode: 3, name: "add") }

  var inputs: [Int] { [first, second] }

  func encode(into payload: inout ByteWriter) {
    for index in [first, second, output] { payload.append(count: index) }
    payload.append(firstMultiplier)
    payload.append(secondMultiplier)
    payload.append(outputMinimum)
    payload.append(outputMaximum)
  }

  init(from payload: inout ByteReader) throws(SectionError) {
    self.init(
      first: try payload.int(), second: try payload.int(), output: try payload.int(),
      firstMultiplier: try payload.float(), secondMultiplier: try payload.float(),
      outputMinimum: try payload.int32(), outputMaximum: try payload.int32())
  }

  func validate(_ context: OperatorValidation) throws(ModelError) {
    let first = context.tensors[first]
    for tensor in [context.tensors[second], context.tensors[output]] {
      try tensor.expect(height: first.height, width: first.width, channels: first.channels)
    }
    try context.tensors[output].expect(.int8)
    try context.check(multiplier: firstMultiplier, mayBeNegative: true)
    try context.check(multiplier: secondMultiplier, mayBeNegative: true)
    try context.check(outputMinimum, outputMaximum)
  }
}
