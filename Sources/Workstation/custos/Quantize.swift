import ArgumentParser
import CustosDataSet
import CustosEvaluation
import CustosModelFile
import CustosNetwork
import CustosPlatform
import CustosQuantization
import CustosSupport
import CustosWeights
import Foundation

/// `custos quantize`: makes a `.custos` file for the int8 engine.
struct Quantize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turns a trained model and its calibration into a .custos file for the board.",
    discussion: """
      Batch normalisations are folded, weights become int8 per output channel, activations int8 \
      with the ranges of the calibration. With --test the float and int8 accuracies are measured \
      and written into the file, and its self-tests hold real patches. With --max-drop a model that \
      loses more accuracy is refused: nothing is written, the layers that cost most are named, and \
      the exit code is 1. With --validation the \
      temperature of the probabilities and the threshold for an honest "unknown" are measured with \
      the int8 engine and written into the file; take patches that were neither trained nor are \
      tested on.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, jsonl
  }

  @Option(help: "Float weights, such as model.safetensors.")
  var model: String

  @Option(help: "Ranges that `custos calibrate` has written for these weights.")
  var calibration: String

  @OptionGroup var ranges: RangeOptions

  @Flag(
    inversion: .prefixedNo,
    help: "Take what int8 weights change in the mean of every channel off its bias.")
  var biasCorrection = false

  @Option(help: "Folder with one folder a class, or a data set with test/, to measure on.")
  var test: String?

  @Option(
    help: """
      Percentage points of accuracy on --test that int8 may lose, such as 0.1; a model that loses more \
      is not written, and the exit code is 1.
      """)
  var maxDrop: Double?

  @OptionGroup var sensitivity: SensitivityOptions

  @Option(
    help: """
      Folder with one folder a class, or a data set with validation/, to fit temperature and \
      threshold on.
      """)
  var validation: String?

  @Option(
    help: "Accuracy that labels above the threshold are to have, above 0 and at most 1 (0.99).")
  var targetAccuracy: Double?

  @Option(
    help: """
      Distance of staff lines in pixels of the crop (default: as measured on the patches of the \
      calibration).
      """)
  var staffSpace: Double?

  @Option(
    help: """
      Number of patches with exact outputs in the file (default: 3, of a page network 1).
      """)
  var selfTests: Int?

  @Option(help: "Columns of the crop on a page (default: the patches' of the calibration).")
  var cropWidth: Int?

  @Option(help: "Rows of the crop on a page (default: the patches' of the calibration).")
  var cropHeight: Int?

  @Flag(help: "Print the signal-to-noise ratio of every layer.")
  var layers = false

  @Option(name: [.short, .long], help: "File to write, such as vgg4.custos.")
  var output: String

  @Option(help: "Folder for report.html, confusion.png and worst.png of the int8 model on --test.")
  var report: String?

  @Option(help: "text or jsonl: what was measured as one JSON object a line.")
  var format = Format.text

  @Flag(help: "Replace the output, and the report, if they exist.")
  var force = false

  @OptionGroup var work: ThreadOptions

  func run() throws {
    try reportingFailures {
      try refuseExisting()
      if try TrainedPageNetwork.isFile(model) { return try quantizePages() }
      let pool = try work.makePool()
      let trained = try TrainedModel(readingFrom: model)
      let table = try CalibrationTable(json: FileSystem.read(calibration), file: calibration)
      let run = try QuantizationRun(
        trained: trained, weightsFile: model, table: table, tableFile: calibration,
        method: ranges.rangeMethod, correctsBiases: biasCorrection, cropWidth: cropWidth,
        cropHeight: cropHeight, staffSpace: staffSpace)
      warn(about: run.warnings)
      let store = try test.map { try makeStore($0, set: "test", trained, pool) }
      let quality = try store.map { try measureQuality(trained, run, $0, pool) }
      let own = try store == nil ? compareOnCalibration(trained, run, table, pool) : nil
      warn(about: (quality?.comparison ?? own).flatMap(disagreement).map { [$0] } ?? [])
      let isRefused = quality?.verdict?.passes == false
      let confidence =
        try isRefused
        ? nil
        : validation.map {
          try fitConfidence(run, makeStore($0, set: "validation", trained, pool), pool)
        }
      var measured = confidence?.provenance ?? []
      if let store, let quality { measured += quality.comparison.provenance(of: store) }
      let bytes = try run.file(
        selfTests: patches(selfTests ?? 3, run, store),
        confidence: confidence?.confidence ?? Confidence(), measured: measured,
        threads: pool.threadCount)
      if let store, let quality { try writeReport(bytes, quality, store) }
      if isRefused, let quality { try refuse(quality, bytes) }
      try FileSystem.write(bytes, to: output, replacing: force)
      if layers { try printLayers(run, store, pool) }
      if format == .jsonl, let quality { return try printLines(quality, bytes) }
      guard !work.quiet else { return }
      print("\(output): \(bytes.count) bytes, \(run.summary)")
      if let own {
        print(
          "On \(own.count) patches of the calibration float and int8 give the same label for "
            + "\(own.agreeing).")
      }
      if let quality {
        print(quality.text(withLayers: sensitivity.sensitivity), terminator: "")
      }
      if let confidence { print(confidence.text, terminator: "") }
      hint(about: run)
    }
  }

  private func refuseExisting() throws {
    guard !force else { return }
    guard FileSystem.kind(of: output) == .missing else { throw PlatformError.exists(path: output) }
    try EvaluationReport.refuseExisting(in: report)
  }

  private func fitConfidence(
    _ run: QuantizationRun, _ store: PatchStore, _ pool: ThreadPool
  ) throws -> ConfidenceFit {
    let bar = ProgressBar("Fitting", total: store.count, style: .automatic(quiet: work.quiet))
    let fit = try ConfidenceFit(
      run.quantized, store, target: targetAccuracy ?? ConfidenceFit.standardTarget,
      threads: pool.threadCount
    ) { _ in bar.advance(by: 1) }
    bar.finish()
    return fit
  }

  /// Says what the file lacks and how to add it.
  private func hint(about run: QuantizationRun) {
    if validation == nil {
      Console.complain(
        "custos: \(output) holds neither temperature nor threshold, so its probabilities are as the "
          + "network was trained and --threshold calibrated cannot be used; --validation adds both."
      )
    }
    if run.staffSpace == nil, run.hasStaffPositions {
      Console.complain(
        "custos: \(output) does not hold the staff space of the training patches, so pages of "
          + "another scale cannot be resized to it; --staff-space adds it.")
    }
  }

  private func makeStore(
    _ data: String, set: String, _ trained: TrainedModel, _ pool: ThreadPool
  ) throws -> PatchStore {
    let inner = Path.join(data, set)
    let folder = FileSystem.kind(of: inner) == .directory ? inner : data
    let list = try PatchList(folder: folder, purpose: set, labels: trained.labels)
    return try PatchStore(list, width: trained.width, height: trained.height, pool: pool)
  }

  /// Real patches of different classes where there are some, else drawn ones.
  private func patches(
    _ count: Int, _ run: QuantizationRun, _ store: PatchStore?
  ) throws -> [[UInt8]] {
    try store?.variedPixels(count) ?? run.drawnPatches(count)
  }

  private func printLayers(_ run: QuantizationRun, _ store: PatchStore?, _ pool: ThreadPool) throws
  {
    for layer in try run.layerNoise(patches(8, run, store), pool: pool) {
      print("\(layer.layer)\t\(layer.operation)\t\(layer.ratio.text)")
    }
  }
}
