public import CustosModelFile
import CustosNetwork

/// Turns a folded network and its ranges into a model for the int8 engine.
public struct ModelQuantizer {
  private let folded: FoldedGraph
  private let ranges: [Int: ClosedRange<Float>]
  private let scales: SharedScales
  private var tensors: [Tensor] = []
  var operators: [Operator] = []
  private var constants: [UInt8] = []

  /// Quantises `folded`.
  ///
  /// Tensor `i` of the model is the output of layer `i`. Provenance and self-tests are left empty.
  ///
  /// - Parameters:
  ///   - labels: the classes in index order.
  ///   - ranges: for each layer that needs one the range of its activations, by the layer's index.
  ///   - outputs: the model's outputs in terms of the folded network's; nil for those of a classifier.
  /// - Throws: `QuantizationError.invalidModel` when a sum could leave int32.
  public static func model(
    _ folded: FoldedGraph, labels: [String], preprocessing: Preprocessing,
    ranges: [Int: ClosedRange<Float>], outputs: [ModelOutput]? = nil
  ) throws -> ValidatedModel {
    var quantizer = ModelQuantizer(folded: folded, ranges: ranges)
    for index in folded.layers.indices { quantizer.add(index) }
    let model = Model(
      name: folded.name, labels: labels, preprocessing: preprocessing, tensors: quantizer.tensors,
      operators: quantizer.operators, outputs: outputs, constants: ConstantData(quantizer.constants)
    )
    do { return try model.validated() } catch { throw QuantizationError.invalidModel(error) }
  }

  private init(folded: FoldedGraph, ranges: [Int: ClosedRange<Float>]) {
    self.folded = folded
    self.ranges = ranges
    scales = SharedScales(folded)
  }

  private mutating func add(_ index: Int) {
    let layer = folded.layers[index]
    let output = folded.isOutput(index) ? nil : parameters(index)
    tensors.append(
      Tensor(
        height: layer.shape.height, width: layer.shape.width, channels: layer.shape.channels,
        elementType: output == nil ? .int32 : .int8, scale: output?.scale ?? 1,
        zeroPoint: output?.zeroPoint ?? 0))
    let site = LayerSite(
      index: index, layer: layer, inputs: layer.inputs.map { tensors[$0] }, output: output)
    switch layer.operation {
    case .input: break
    case .convolution(let window, let weights): addConvolution(site, window, weights)
    case .dense(let weights): addDense(site, weights)
    case .add(let scale): addSum(site, scale: scale)
    case .concatenate: addConcatenation(site)
    case .channelAffine(let channels): addChannelAffine(site, channels)
    case .maxPool(let window): addMaxPool(site, window)
    case .averagePool(let window): addAveragePool(site, window)
    case .globalAverage: addGlobalSum(site)
    }
  }

  /// Layers that share a scale take the range that holds all of theirs.
  private func parameters(_ index: Int) -> AffineParameters {
    let group = scales.group(of: index)
    guard !group.contains(0) else { return .input }
    var low: Float = 0
    var high: Float = 0
    for member in group {
      guard let range = ranges[member] else { continue }
      // Behind a ReLU no integer is spent on values below 0.
      if !folded.layers[member].hasRelu { low = min(low, range.lowerBound) }
      high = max(high, range.upperBound)
    }
    return AffineParameters(covering: low...high)
  }

  /// Appends bytes to the constants, 64-byte aligned.
  mutating func place(_ bytes: [UInt8]) -> Range<Int> {
    constants += [UInt8](repeating: 0, count: (64 - constants.count % 64) % 64)
    let start = constants.count
    constants += bytes
    return start..<constants.count
  }

  /// Appends little-endian words to the constants, 64-byte aligned.
  mutating func place(_ words: [UInt32]) -> Range<Int> {
    place(
      words.flatMap { word in
        stride(from: 0, to: 32, by: 8).map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
      })
  }
}

/// A folded layer that is being quantised.
struct LayerSite {
  /// Its index, and that of its output tensor.
  let index: Int
  /// The layer.
  let layer: FoldedLayer
  /// The tensors that it reads.
  let inputs: [Tensor]
  /// What its integers mean; nil for int32 logits.
  let output: AffineParameters?

  /// An input's scale over the output's, times a factor, rounded once to float32.
  func multiplier(_ place: Int, _ factor: Double = 1) -> Float {
    Float(Double(inputs[place].scale) * factor / Double(output?.scale ?? 1))
  }

  /// Where negative outputs are cut off behind a ReLU.
  var lowerClamp: Int32 { layer.hasRelu ? output?.zeroPoint ?? -128 : -128 }
}
