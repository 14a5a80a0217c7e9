import CustosEngine
public import CustosModelFile
import CustosNetwork
import CustosNotation
public import CustosPlatform
import CustosSupport
public import CustosWeights
import Foundation

/// One quantisation from float weights and a calibration to the bytes of a `.custos` file.
public struct QuantizationRun {
  private let source: QuantizationSource
  /// The network in int8, without provenance and self-tests.
  public let quantized: ValidatedModel
  /// Sentences about layers of whose values the chosen ranges leave nothing.
  public let warnings: [String]
  private let facts: [ProvenanceEntry]

  /// Quantises a classifier of patches with the ranges of `table`.
  ///
  /// - Parameters:
  ///   - weightsFile: the file of the weights, whose digest must be the one in the table.
  ///   - tableFile: the file of the table.
  ///   - method: how ranges are chosen; nil for the table's own.
  ///   - correctsBiases: whether the mean errors of int8 weights are taken off the biases.
  ///   - cropWidth: columns of the crop on a page; nil for the calibration patches'.
  ///   - cropHeight: rows of the crop on a page; nil for the calibration patches'.
  ///   - staffSpace: distance of staff lines in pixels of the crop; nil for the table's.
  /// - Throws: `QuantizationError`, `PlatformError`.
  public init(
    trained: TrainedModel, weightsFile: String, table: CalibrationTable, tableFile: String,
    method: RangeMethod?, correctsBiases: Bool = false, cropWidth: Int? = nil,
    cropHeight: Int? = nil, staffSpace: Double? = nil
  ) throws {
    let preprocessing = Preprocessing(
      cropWidth: cropWidth ?? table.patchWidth, cropHeight: cropHeight ?? table.patchHeight,
      networkWidth: trained.width, networkHeight: trained.height,
      staffSpace: staffSpace ?? table.staffSpace(cropHeight: cropHeight ?? table.patchHeight))
    try self.init(
      QuantizationSource(trained, preprocessing), weightsFile: weightsFile, table: table,
      tableFile: tableFile, method: method, correctsBiases: correctsBiases,
      staffSpaceIsGiven: staffSpace != nil)
  }

  /// Quantises a page network with the ranges of `table`; see above.
  ///
  /// - Parameter side: rows and columns of the input that the file is made for, which may be others than
  ///   those of the training's crops; its self-tests have this size.
  public init(
    page trained: TrainedPageNetwork, side: Int, weightsFile: String, table: CalibrationTable,
    tableFile: String, method: RangeMethod?, correctsBiases: Bool = false
  ) throws {
    try self.init(
      QuantizationSource(trained, side: side), weightsFile: weightsFile, table: table,
      tableFile: tableFile, method: method, correctsBiases: correctsBiases,
      staffSpaceIsGiven: false)
  }

  private init(
    _ source: QuantizationSource, weightsFile: String, table: CalibrationTable, tableFile: String,
    method: RangeMethod?, correctsBiases: Bool, staffSpaceIsGiven: Bool
  ) throws {
    let digest = try CRC32.text(ofFile: weightsFile)
    guard table.modelDigest == digest else {
      throw QuantizationError.foreignCalibration(
        file: tableFile,
        reason: "it was made from weights with CRC-32 \(table.modelDigest), but \(weightsFile) has "
          + digest)
    }
    self.source = source
    let method = method ?? table.rangeMethod ?? .minmax
    let folded = try GraphFolder.fold(source.graph, source.parameters)
    warnings = table.sampleWarnings + table.warnings(method, of: folded)
    quantized = try ModelQuantizer.model(
      correctsBiases ? folded.correctingBiases(table, file: tableFile) : folded,
      labels: source.labels, preprocessing: source.preprocessing,
      ranges: try table.ranges(
        for: folded, of: source.calibratedGraph, method: method, file: tableFile),
      outputs: source.channelNames.map { folded.modelOutputs(channelNames: $0) })
    var facts = [
      ProvenanceEntry(key: "tool", value: "custos \(CustosVersion.current)"),
      ProvenanceEntry(key: "float_model", value: Path.lastComponent(weightsFile)),
      ProvenanceEntry(key: "float_model_crc32", value: digest),
    ]
    if let preprocessing = source.metadata["preprocessing"] {
      facts.append(ProvenanceEntry(key: "preprocessing", value: preprocessing))
    }
    if let training = source.metadata["training_digest"] {
      facts.append(ProvenanceEntry(key: "training_data_crc32", value: training))
    }
    facts += [
      ProvenanceEntry(key: "calibration", value: Path.lastComponent(tableFile)),
      ProvenanceEntry(key: "calibration_crc32", value: try CRC32.text(ofFile: tableFile)),
      ProvenanceEntry(key: "calibration_method", value: "\(method)"),
      ProvenanceEntry(key: "calibration_patches", value: "\(table.patchCount)"),
      ProvenanceEntry(key: "calibration_patches_crc32", value: table.patchDigest),
      ProvenanceEntry(
        key: "bias_correction", value: correctsBiases ? "calibration patches" : "none"),
    ]
    if staffSpaceIsGiven {
      facts.append(ProvenanceEntry(key: "staff_space_origin", value: "given by hand"))
    } else if let count = table.staffSpacePatchCount {
      facts.append(
        ProvenanceEntry(
          key: "staff_space_origin", value: "median of \(count) calibration patches"))
    }
    self.facts = facts
  }

  private var model: Model { quantized.model }

  /// One line about the model.
  public var summary: String {
    "\(model.name) \(source.preprocessing.networkHeight)x\(source.preprocessing.networkWidth), \(model.labels.count) classes, "
      + "\(model.operators.count) operators, \(model.constants.count) bytes of constants, "
      + "crop \(model.preprocessing.cropHeight)x\(model.preprocessing.cropWidth)"
      + (staffSpace.map { ", staff space " + String(format: "%.2f", $0) + " pixels" }
        ?? (hasStaffPositions ? ", staff space unknown" : ""))
  }

  /// Whether the labels are staff positions rather than plain names.
  public var hasStaffPositions: Bool { LabelSet(model.labels).kind == .staffPositions }

  /// Distance of staff lines in pixels of the crop; nil when it is not known.
  public var staffSpace: Double? { model.preprocessing.staffSpace }

  /// Drawn patches for self-tests where no real ones are at hand.
  public func drawnPatches(_ count: Int) -> [[UInt8]] {
    SelfTestPatches.draw(
      count, height: source.preprocessing.networkHeight, width: source.preprocessing.networkWidth)
  }

  /// The bytes of the `.custos` file, its self-tests answered by the int8 engine.
  ///
  /// - Parameters:
  ///   - patches: RGB bytes `[height, width, 3]` of each self-test.
  ///   - confidence: temperature and threshold, where they were fitted.
  ///   - measured: provenance of what was measured on the model.
  /// - Throws: `EngineError`, `QuantizationError`.
  public func file(
    selfTests patches: [[UInt8]], confidence: Confidence = Confidence(),
    measured: [ProvenanceEntry] = [], threads: Int
  ) throws -> [UInt8] {
    var model = model
    model.confidence = confidence
    model.provenance = facts + measured
    let engine = try Engine(model: quantized, threads: threads)
    model.selfTests = try patches.map { try engine.selfTest(ofPixels: $0) }
    do { return try ModelWriter.bytes(of: model) } catch {
      throw QuantizationError.invalidModel(error)
    }
  }

  /// The noise of every int8 activation on some patches.
  ///
  /// - Throws: `EngineError`, `QuantizationError`.
  public func layerNoise(_ patches: [[UInt8]], pool: ThreadPool) throws -> [LayerNoise] {
    try LayerNoise.measure(
      graph: source.graph, parameters: source.parameters,
      folded: GraphFolder.fold(source.graph, source.parameters), model: quantized,
      patches: patches, pool: pool)
  }
}
