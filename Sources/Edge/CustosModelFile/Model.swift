/// A deployed network: everything that a `.custos` file holds.
///
/// Tensor 0 is the input, `[H, W, 3]` RGB as `q = p - 128` (scale 1, zero point -128). A patch classifier
/// has one output, the logits as exact int32 sums, `[1, 1, labels.count]`; softmax over
/// `sum * logit scale / temperature` gives the probabilities. Other models have maps as outputs, too.
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
  /// The layers in execution order.
  public var operators: [Operator]
  /// What the model gives, in a fixed order.
  public var outputs: [ModelOutput]
  /// Weights, biases and multipliers; operators name byte ranges of it, each 64-byte aligned.
  public var constants: ConstantData
  /// Where the model comes from, as ordered key and value pairs.
  public var provenance: [ProvenanceEntry]
  /// Patches with the outputs they must give.
  public var selfTests: [SelfTest]

  /// Assembles a model; nothing is checked before `validated()` or `ModelWriter`.
  ///
  /// - Parameter outputs: nil for those of a patch classifier, the logits that the last operator makes.
  public init(
    name: String, labels: [String], preprocessing: Preprocessing, tensors: [Tensor],
    operators: [Operator], outputs: [ModelOutput]? = nil, constants: ConstantData,
    confidence: Confidence = Confidence(),
    provenance: [ProvenanceEntry] = [], selfTests: [SelfTest] = []
  ) {
    self.name = name
    self.labels = labels
    self.preprocessing = preprocessing
    self.confidence = confidence
    self.tensors = tensors
    self.operators = operators
    self.outputs = outputs ?? operators.last.map { [.logits($0.output)] } ?? []
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

/// A patch and the exact outputs it must give on every CPU.
public struct SelfTest: Equatable, Sendable {
  /// RGB bytes `[networkHeight, networkWidth, 3]`.
  public var pixels: [UInt8]
  /// For each of the model's outputs its elements, `[H, W, C]`.
  public var outputs: [[Int32]]

  /// Pairs a patch with its outputs.
  public init(pixels: [UInt8], outputs: [[Int32]]) {
    self.pixels = pixels
    self.outputs = outputs
  }
}
