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

extension Convolution: OperatorFields {
  static var format: OperatorFormat { OperatorFormat(opcode: 1, name: "convolution") }

  var inputs: [Int] { [input] }

  func encode(into payload: inout ByteWriter) {
    payload.append(count: input)
    payload.append(count: output)
    window.encode(into: &payload)
    sum.encode(into: &payload)
  }

  init(from payload: inout ByteReader) throws(SectionError) {
    self.init(
      input: try payload.int(), output: try payload.int(), window: try Window(from: &payload),
      sum: try WeightedSum(from: &payload))
  }

  func validate(_ context: OperatorValidation) throws(ModelError) {
    let (input, output) = (context.tensors[input], context.tensors[output])
    try window.validate(input, output)
    try sum.validate(
      output, terms: window.kernelHeight * window.kernelWidth * input.channels, context)
  }

  func units(_ constants: ConstantData, channels: Int) -> [Float] { sum.units(constants) }
}
