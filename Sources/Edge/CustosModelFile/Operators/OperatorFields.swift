/// What the model file asks of an operator: how its fields are wired, stored and checked.
protocol OperatorFields: Equatable, Sendable {
  /// How the file format knows the operator.
  static var format: OperatorFormat { get }
  /// Indices of the tensors it reads, in order.
  var inputs: [Int] { get }
  /// Index of the tensor it makes.
  var output: Int { get }

  /// Appends the fields in the order of the specification.
  func encode(into payload: inout ByteWriter)

  /// Takes the fields off `payload` in the same order.
  init(from payload: inout ByteReader) throws(SectionError)

  /// Checks shapes, element types and constants. Indices of tensors are known to be in range, and inputs
  /// to be int8.
  func validate(_ context: OperatorValidation) throws(ModelError)

  /// The real value of one unit of each channel of its output, where that is int32; see `Model.units`.
  func units(_ constants: ConstantData, channels: Int) -> [Float]
}

extension OperatorFields {
  /// Most operators make int8 alone, whose unit is the tensor's scale.
  func units(_ constants: ConstantData, channels: Int) -> [Float] {
    preconditionFailure("A valid model's \(Self.format.name) makes no int32 tensor.")
  }
}

/// How the file format knows an operator.
struct OperatorFormat {
  /// The number in the file.
  let opcode: UInt32
  /// The name in the specification and in messages, such as `max pool`.
  let name: String
  /// The first version of the format that has it.
  var firstVersion: UInt32 = 1
}

extension Operator {
  /// Appends the operator as opcode, payload length and payload.
  func encode(into writer: inout ByteWriter) {
    var payload = ByteWriter()
    encodePayload(into: &payload)
    writer.append(format.opcode)
    writer.append(count: payload.bytes.count)
    writer.append(contentsOf: payload.bytes)
  }

  /// Takes one operator off the operators section of a file of format `version`.
  init(from section: inout ByteReader, version: UInt32) throws(SectionError) {
    let start = section.offset
    let opcode = try section.uint32()
    var payload = ByteReader(try section.take(try section.int()))
    let found: Operator?
    do throws(SectionError) {
      found = try Operator(opcode: opcode, from: &payload)
      if found != nil { try payload.finish() }
    } catch {
      throw SectionError(
        offset: start + 8 + error.offset, expected: error.expected, found: error.found)
    }
    guard let found, found.format.firstVersion <= version else {
      throw SectionError(
        offset: start, expected: "an opcode of format version \(version)", found: "\(opcode)")
    }
    self = found
  }
}
