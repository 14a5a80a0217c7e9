/// The largest element of each window; scale and zero point are those of the input.
public struct MaxPool: Equatable, Sendable {
  /// Index of the input tensor.
  public var input: Int
  /// Index of the output tensor.
  public var output: Int
  /// The windows; padding does not take part.
  public var window: Window

  /// Describes a pooling.
  public init(input: Int, output: Int, window: Window) {
    self.input = input
    self.output = output
    self.window = window
  }
}

extension MaxPool: OperatorFields {
  static var format: OperatorFormat { OperatorFormat(opcode: 5, name: "max pool") }

  /// The file has a multiplier here as it has for the mean; there is nothing to multiply.
  private static let multiplier: Float = 1

  var inputs: [Int] { [input] }

  func encode(into payload: inout ByteWriter) {
    payload.append(count: input)
    payload.append(count: output)
    window.encode(into: &payload)
    payload.append(Self.multiplier)
  }

  init(from payload: inout ByteReader) throws(SectionError) {
    self.init(
      input: try payload.int(), output: try payload.int(), window: try Window(from: &payload))
    let offset = payload.offset
    let multiplier = try payload.float()
    guard multiplier == Self.multiplier else {
      throw SectionError(
        offset: offset, expected: "a multiplier of 1 for a maximum", found: "\(multiplier)")
    }
  }

  func validate(_ context: OperatorValidation) throws(ModelError) {
    let (input, output) = (context.tensors[input], context.tensors[output])
    try context.checkPool(window, input, output)
    guard output.scale == input.scale, output.zeroPoint == input.zeroPoint else {
      throw ModelError("scale and zero point", expected: "those of its input", found: "others")
    }
  }
}
