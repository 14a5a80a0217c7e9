public import CustosModelFile

/// An output of a network: its name, its shape and what its integers mean.
public struct EngineOutput: Equatable, Sendable {
  /// The name, unique in the network.
  public let name: String
  /// The purpose of the output.
  public let kind: ModelOutput.Kind
  /// Rows, at least 1.
  public let height: Int
  /// Columns, at least 1.
  public let width: Int
  /// Channels, at least 1.
  public let channels: Int
  /// The type of the elements.
  public let elementType: Tensor.ElementType
  /// The integer that represents real 0; 0 for int32.
  public let zeroPoint: Int32
  /// The real value of one unit, for each channel: `units[c] * (q - zeroPoint)`.
  public let units: [Float]
  /// What the channels stand for, if the model says so.
  public let channelNames: [String]
  /// Index of the tensor.
  let tensor: Int

  /// Describes an output of a valid model.
  init(_ output: ModelOutput, in model: Model) {
    let tensor = model.tensors[output.tensor]
    name = output.name
    kind = output.kind
    height = tensor.height
    width = tensor.width
    channels = tensor.channels
    elementType = tensor.elementType
    zeroPoint = tensor.zeroPoint
    units = model.units(of: output.tensor)
    channelNames = output.channelNames
    self.tensor = output.tensor
  }

  /// Number of elements, `height * width * channels`.
  public var elementCount: Int { height * width * channels }
}
