/// Mean over windows: `q = clamp(rne(float(sum - n * z_in) * (m / float(n))), ...) + z` with `n` the number
/// of elements of the window inside the map and `m = s_in / s_out`.
public struct AveragePool: Equatable, Sendable {
  /// Index of the input tensor.
  public var input: Int
  /// Index of the output tensor.
  public var output: Int
  /// The windows; padding does not take part.
  public var window: Window
  /// Input scale over output scale.
  public var multiplier: Float

  /// Describes a pooling.
  public init(input: Int, output: Int, window: Window, multiplier: Float) {
    self.input = input
    self.output = output
    self.window = window
    self.multiplier = multiplier
  }
}

extension AveragePool: OperatorFields {
  static var format: OperatorFormat { OperatorFormat(opcode: 6, name: "average pool") }

  var inputs: [Int] { [input] }

  func encode(into payload: inout ByteWriter) {
    payload.append(count: input)
    payload.append(count: output)
    window.encode(into: &payload)
    payload.append(multiplier)
  }

  init(from payload: inout ByteReader) throws(SectionError) {
    self.init(
      input: try payload.int(), output: try payload.int(), window: try Window(from: &payload),
      multiplier: try payload.float())
  }

  func validate(_ context: OperatorValidation) throws(ModelError) {
    try context.checkPool(window, context.tensors[input], context.tensors[output])
    try context.check(multiplier: multiplier)
  }
}
