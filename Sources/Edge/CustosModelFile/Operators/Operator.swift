/// One layer of the network as the engine runs it. Tensors are named by their index in
/// `Model.tensors`; an operator reads tensors that earlier operators (or the input, tensor 0) have
/// made and writes one new tensor.
///
/// Everything about an operator but this list lies in the file of its fields, such as
/// `Convolution.swift`; see firmware-notes/adding-an-operator.md.
public enum Operator: Equatable, Sendable {
  /// Convolution with bias, requantisation and clamp.
  case convolution(Convolution)
  /// Fully connected layer over the flattened `[H, W, C]` input.
  case dense(Dense)
  /// Sum of two tensors of one shape, each rescaled, and clamp.
  case add(Add)
  /// Joins tensors along the channels, each rescaled.
  case concatenate(Concatenate)
  /// Maximum over windows; scale and zero point stay.
  case maxPool(MaxPool)
  /// Mean over windows.
  case averagePool(AveragePool)
  /// Sum over the whole map, per channel, as int32: the mean is the sum times the logit scale.
  case globalSum(GlobalSum)
  /// A multiplier and an offset for each channel, and clamp.
  case channelAffine(ChannelAffine)

  /// The operator's name as in the file format, such as `convolution`.
  public var name: String { format.name }

  /// Indices of the tensors it reads, in order.
  public var inputs: [Int] {
    switch self {
    case .convolution(let fields): fields.inputs
    case .dense(let fields): fields.inputs
    case .add(let fields): fields.inputs
    case .concatenate(let fields): fields.inputs
    case .maxPool(let fields): fields.inputs
    case .averagePool(let fields): fields.inputs
    case .globalSum(let fields): fields.inputs
    case .channelAffine(let fields): fields.inputs
    }
  }

  /// Index of the tensor it makes.
  public var output: Int {
    switch self {
    case .convolution(let fields): fields.output
    case .dense(let fields): fields.output
    case .add(let fields): fields.output
    case .concatenate(let fields): fields.output
    case .maxPool(let fields): fields.output
    case .averagePool(let fields): fields.output
    case .globalSum(let fields): fields.output
    case .channelAffine(let fields): fields.output
    }
  }

  /// How the file format knows the operator.
  var format: OperatorFormat {
    switch self {
    case .convolution: Convolution.format
    case .dense: Dense.format
    case .add: Add.format
    case .concatenate: Concatenate.format
    case .maxPool: MaxPool.format
    case .averagePool: AveragePool.format
    case .globalSum: GlobalSum.format
    case .channelAffine: ChannelAffine.format
    }
  }

  /// Appends the fields as the payload of the operator's entry.
  func encodePayload(into payload: inout ByteWriter) {
    switch self {
    case .convolution(let fields): fields.encode(into: &payload)
    case .dense(let fields): fields.encode(into: &payload)
    case .add(let fields): fields.encode(into: &payload)
    case .concatenate(let fields): fields.encode(into: &payload)
    case .maxPool(let fields): fields.encode(into: &payload)
    case .averagePool(let fields): fields.encode(into: &payload)
    case .globalSum(let fields): fields.encode(into: &payload)
    case .channelAffine(let fields): fields.encode(into: &payload)
    }
  }

  /// Takes the fields of the operator with `opcode` off `payload`; nil when there is no such operator.
  init?(opcode: UInt32, from payload: inout ByteReader) throws(SectionError) {
    switch opcode {
    case Convolution.format.opcode: self = .convolution(try Convolution(from: &payload))
    case Dense.format.opcode: self = .dense(try Dense(from: &payload))
    case Add.format.opcode: self = .add(try Add(from: &payload))
    case Concatenate.format.opcode: self = .concatenate(try Concatenate(from: &payload))
    case MaxPool.format.opcode: self = .maxPool(try MaxPool(from: &payload))
    case AveragePool.format.opcode: self = .averagePool(try AveragePool(from: &payload))
    case GlobalSum.format.opcode: self = .globalSum(try GlobalSum(from: &payload))
    case ChannelAffine.format.opcode: self = .channelAffine(try ChannelAffine(from: &payload))
    default: return nil
    }
  }

  /// Throws the first fault; its item is relative to the operator.
  func validate(_ context: OperatorValidation) throws(ModelError) {
    switch self {
    case .convolution(let fields): try fields.validate(context)
    case .dense(let fields): try fields.validate(context)
    case .add(let fields): try fields.validate(context)
    case .concatenate(let fields): try fields.validate(context)
    case .maxPool(let fields): try fields.validate(context)
    case .averagePool(let fields): try fields.validate(context)
    case .globalSum(let fields): try fields.validate(context)
    case .channelAffine(let fields): try fields.validate(context)
    }
  }

  /// The real value of one unit of each channel of its int32 output.
  func units(_ constants: ConstantData, channels: Int) -> [Float] {
    switch self {
    case .convolution(let fields): fields.units(constants, channels: channels)
    case .dense(let fields): fields.units(constants, channels: channels)
    case .add(let fields): fields.units(constants, channels: channels)
    case .concatenate(let fields): fields.units(constants, channels: channels)
    case .maxPool(let fields): fields.units(constants, channels: channels)
    case .averagePool(let fields): fields.units(constants, channels: channels)
    case .globalSum(let fields): fields.units(constants, channels: channels)
    case .channelAffine(let fields): fields.units(constants, channels: channels)
    }
  }
}
