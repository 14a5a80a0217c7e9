/// `q = clamp(rne(float(q_in - z_in) * m), -128 - z, 127 - z) + z` for each input. Where the multiplier
/// is 1 and the zero points agree this is a copy, which an engine may leave out by letting the input's
/// maker write into the joined tensor.
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

extension Concatenate: OperatorFields {
  static var format: OperatorFormat { OperatorFormat(opcode: 4, name: "concatenate") }

  func encode(into payload: inout ByteWriter) {
    payload.append(count: output)
    payload.append(count: inputs.count)
    for (input, multiplier) in zip(inputs, multipliers) {
      payload.append(count: input)
      payload.append(multiplier)
    }
  }

  init(from payload: inout ByteReader) throws(SectionError) {
    let output = try payload.int()
    let count = try payload.count(ofAtLeast: 8)
    var inputs: [Int] = []
    var multipliers: [Float] = []
    for _ in 0..<count {
      inputs.append(try payload.int())
      multipliers.append(try payload.float())
    }
    self.init(inputs: inputs, output: output, multipliers: multipliers)
  }

  func validate(_ context: OperatorValidation) throws(ModelError) {
    let tensors = context.tensors
    let output = tensors[output]
    var channels = 0
    for input in inputs { channels += tensors[input].channels }
    for input in inputs {
      try tensors[input].expect(
        height: output.height, width: output.width, channels: tensors[input].channels)
    }
    try output.expect(height: output.height, width: output.width, channels: channels)
    try output.expect(.int8)
    guard multipliers.count == inputs.count else {
      throw ModelError(
        "multipliers", expected: "\(inputs.count), one an input", found: "\(multipliers.count)")
    }
    for (index, multiplier) in multipliers.enumerated() {
      try context.check(multiplier: multiplier, "multiplier of input \(index)")
    }
  }
}
