/// A tensor that a model gives to the outside, under a name.
///
/// What its elements mean in real numbers is said where they are made: scale and zero point of an
/// int8 tensor, a real value of one unit for each channel of an int32 one (`Model.units`).
public struct ModelOutput: Equatable, Sendable {
  /// What an output is for.
  public enum Kind: UInt32, Equatable, Sendable {
    /// One exact sum per label, int32 `[1, 1, labels.count]`; softmax gives the labels'
    /// probabilities.
    case logits = 0
    /// Numbers for every pixel of a map `[H, W, C]`, int8 or int32.
    case map = 1

    /// The name in messages and listings.
    public var name: String {
      switch self {
      case .logits: "logits"
      case .map: "map"
      }
    }
  }

  /// The name that a version 1 file's only output has.
  public static let logitsName = "logits"

  /// `[a-z0-9_]+`, different from the other outputs' names.
  public var name: String
  /// Index of the tensor.
  public var tensor: Int
  /// What it is for.
  public var kind: Kind
  /// What each channel of a map stands for, or nothing; logits have the model's labels.
  public var channelNames: [String]

  /// Describes an output.
  public init(name: String, tensor: Int, kind: Kind, channelNames: [String] = []) {
    self.name = name
    self.tensor = tensor
    self.kind = kind
    self.channelNames = channelNames
  }

  /// The only output of a patch classifier.
  public static func logits(_ tensor: Int) -> ModelOutput {
    ModelOutput(name: logitsName, tensor: tensor, kind: .logits)
  }
}

extension ModelOutput {
  func encode(into writer: inout ByteWriter) {
    writer.append(name)
    writer.append(count: tensor)
    writer.append(kind.rawValue)
    writer.append(count: channelNames.count)
    for name in channelNames { writer.append(name) }
  }

  init(from reader: inout ByteReader) throws(SectionError) {
    let name = try reader.text()
    let tensor = try reader.int()
    let offset = reader.offset
    let number = try reader.uint32()
    guard let kind = Kind(rawValue: number) else {
      throw SectionError(offset: offset, expected: "an output kind of 0 or 1", found: "\(number)")
    }
    let count = try reader.count(ofAtLeast: 4)
    var channelNames: [String] = []
    for _ in 0..<count { channelNames.append(try reader.text()) }
    self.init(name: name, tensor: tensor, kind: kind, channelNames: channelNames)
  }
}
