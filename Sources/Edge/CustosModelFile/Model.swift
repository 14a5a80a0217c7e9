/// A deployed network: everything that a `.custos` file holds.
///
/// Tensor 0 is the input, `[H, W, 3]` RGB as `q = p - 128` (scale 1, zero point -128). The last
/// operator's output holds the logits as exact int32 sums, `[1, 1, labels.count]`; softmax over
/// `sum * logit scale / temperature` gives the probabilities.
public struct Model: Sendable {
  /// The network's name, such as `vgg4`.
  public var name: String
  /// The classes in index order, such as `L0`...`S6`.
  public var labels: [String]
  /// How a page becomes the network's input.
  public var preprocessing: Preprocessing
  /// How far the probabilities may be trusted.
  public var confidence: Confidence
  /// All activations, in the order in which they are made.
  public var tensors: [Tensor]
  /// The steps in execution order.
  public var operators: [Operator]
  /// Weights, biases and multipliers; operators name byte ranges of it, each 64-byte aligned.
  public var constants: ConstantData
  /// Where the model comes from, as ordered key and value pairs.
  public var provenance: [ProvenanceEntry]
  /// Patches with the logits they must give.
  public var selfTests: [SelfTest]

  /// Assembles a model; nothing is checked until it is written, read or planned.
  public init(
    name: String, labels: [String], preprocessing: Preprocessing, tensors: [Tensor],
    operators: [Operator], constants: ConstantData, confidence: Confidence = Confidence(),
    provenance: [ProvenanceEntry] = [], selfTests: [SelfTest] = []
  ) {
    self.name = name
    self.labels = labels
    self.preprocessing = preprocessing
    self.confidence = confidence
    self.tensors = tensors
    self.operators = operators
    self.constants = constants
    self.provenance = provenance
    self.selfTests = selfTests
  }
}

/// How a page becomes the network's input: crop around the box's centre, pad, resize.
public struct Preprocessing: Equatable, Sendable {
  /// Width of the crop in page pixels.
  public var cropWidth: Int
  /// Height of the crop in page pixels.
  public var cropHeight: Int
  /// Width of the network's input.
  public var networkWidth: Int
  /// Height of the network's input.
  public var networkHeight: Int
  /// Distance of two staff lines in pixels of the crop, as the training patches had it, 1...65536; nil
  /// when it is not known. A page of another scale is resized so that its crops have it too.
  public var staffSpace: Double?

  /// Describes the preprocessing. Padding is symmetric reflection, resizing is `PixelBuffer.resized`.
  public init(
    cropWidth: Int, cropHeight: Int, networkWidth: Int, networkHeight: Int,
    staffSpace: Double? = nil
  ) {
    self.cropWidth = cropWidth
    self.cropHeight = cropHeight
    self.networkWidth = networkWidth
    self.networkHeight = networkHeight
    self.staffSpace = staffSpace
  }
}

/// One fact about a model's origin, such as `float_accuracy` = `0.9712`.
public struct ProvenanceEntry: Equatable, Sendable {
  /// The fact's name, `[a-z0-9_]+`.
  public var key: String
  /// The fact, as text.
  public var value: String

  /// Names a fact.
  public init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}

/// A patch and the exact logits it must give on every CPU.
public struct SelfTest: Equatable, Sendable {
  /// RGB bytes `[networkHeight, networkWidth, 3]`.
  public var pixels: [UInt8]
  /// The expected logits, one a label.
  public var logits: [Int32]

  /// Pairs a patch with its logits.
  public init(pixels: [UInt8], logits: [Int32]) {
    self.pixels = pixels
    self.logits = logits
  }
}
