import ArgumentParser
import CustosDataSet
import CustosEvaluation
import CustosModelFile
import CustosPlatform
import CustosQuantization
import CustosReports
import CustosSupport
import CustosWeights

/// What `custos quantize --test` measures.
struct QuantizationQuality {
  /// Float and int8 side by side.
  let comparison: PrecisionComparison
  /// The int8 model that was compared.
  let classifier: Int8Classifier
  /// What int8 costs at each layer, where it was asked for or the verdict needs reasons.
  let sensitivity: Sensitivity?
  /// Whether int8 is accurate enough, where `--max-drop` says what is.
  let verdict: DropVerdict?

  /// Lines for people, with the table of all layers where it is wanted.
  func text(withLayers: Bool) -> String {
    comparison.text + (verdict.map { "Verdict:         \($0.text)\n" } ?? "")
      + (withLayers ? sensitivity.map { "\n" + $0.text } ?? "" : "")
  }

  /// The layers to name as the reasons of a loss.
  var costliest: [Sensitivity.Row] { sensitivity?.costliest(5) ?? [] }
}

extension Quantize {
  func measureQuality(
    _ trained: TrainedModel, _ run: QuantizationRun, _ store: PatchStore, _ pool: ThreadPool
  ) throws -> QuantizationQuality {
    let classifier = try Int8Classifier(run.quantized, threads: pool.threadCount)
    let comparison = try PrecisionComparison.shown(
      float: trained, int8: classifier, store, pool, quiet: work.quiet)
    let verdict = maxDrop.map { DropVerdict(comparison, allowed: $0) }
    let needsReasons = verdict?.passes == false
    return QuantizationQuality(
      comparison: comparison, classifier: classifier,
      sensitivity: sensitivity.sensitivity || needsReasons
        ? try sensitivity.measure(
          trained, run.quantized.model, store, pool, quiet: work.quiet) : nil,
      verdict: verdict)
  }

  /// Float and int8 side by side on patches that the calibration has drawn; nil where its folder is not
  /// there any more or its file does not name it.
  func compareOnCalibration(
    _ trained: TrainedModel, _ run: QuantizationRun, _ table: CalibrationTable, _ pool: ThreadPool
  ) throws -> PrecisionComparison? {
    guard let folder = table.patchFolder, FileSystem.kind(of: folder) == .directory else {
      return nil
    }
    let store: PatchStore
    do {
      let list = try PatchList(
        folder: folder, purpose: "calibration", labels: trained.labels, skippingBad: true)
      store = try PatchStore(
        list.drawn(min(64, table.patchCount), seed: table.seed), width: trained.width,
        height: trained.height, pool: pool, skippingBad: true)
    } catch let error as DataError {
      warn(about: ["int8 and float are not compared: \(error.message)"])
      return nil
    }
    let classifier = try Int8Classifier(run.quantized, threads: pool.threadCount)
    return try PrecisionComparison.shown(
      float: trained, int8: classifier, store, pool, quiet: work.quiet)
  }

  /// A sentence where int8 gives other labels than float for more than 2 % of the pictures.
  func disagreement(_ comparison: PrecisionComparison) -> String? {
    let other = comparison.count - comparison.agreeing
    guard 50 * other > comparison.count else { return nil }
    return
      "int8 and float give different labels for \(other) of \(comparison.count) pictures, more than 2 %; "
      + "take --method mse or minmax, a higher --percentile, or calibrate on more patches."
  }

  /// Says why the model is not written and ends the command.
  func refuse(_ quality: QuantizationQuality, _ bytes: [UInt8]) throws {
    switch format {
    case .text:
      if !work.quiet {
        print(quality.text(withLayers: sensitivity.sensitivity), terminator: "")
      }
    case .jsonl: try printLines(quality, bytes)
    }
    let fate =
      FileSystem.kind(of: output) == .missing
      ? "\(output) is not written" : "the \(output) that is there stays as it was"
    Console.complain("custos: \(quality.verdict?.text ?? ""); \(fate). The layers that cost most:")
    for row in quality.costliest {
      Console.complain("custos:   \(quality.sensitivity?.reason(row) ?? "")")
    }
    Console.complain(
      "custos: Try --method mse, minmax or percentile, --bias-correction, and a calibration on more "
        + "patches; --sensitivity shows all layers.")
    throw ExitCode(ExitStatus.checkFailed)
  }

  /// The figures as JSON lines.
  func printLines(_ quality: QuantizationQuality, _ bytes: [UInt8]) throws {
    let (int8, float) = (reference(to: bytes), try ModelReference(ofFile: model))
    print(try quality.comparison.jsonLine(model: int8, float: float, seq: 0))
    var count = 1
    if let sensitivity = quality.sensitivity {
      print(
        try sensitivity.jsonLines(model: int8, float: float, seq: count), terminator: "")
      count += sensitivity.rows.count + 1
    }
    if let verdict = quality.verdict {
      print(
        try verdict.jsonLine(
          model: int8, float: float, costliest: quality.costliest.map(\.layer), seq: count))
    }
  }

  /// Writes the report of the int8 model, if one was asked for.
  func writeReport(
    _ bytes: [UInt8], _ quality: QuantizationQuality, _ store: PatchStore
  ) throws {
    guard let report else { return }
    let model = try ModelReader.model(from: bytes, file: output).model
    let evaluation = quality.comparison.int8Evaluation(
      quality.classifier, model.confidence, of: store.list)
    try ModelReport(
      model: ModelDescription(model, file: reference(to: bytes)), evaluation: evaluation,
      store: store, tables: quality.sensitivity.map { [ReportTable($0)] } ?? []
    ).write(to: report, replacing: force)
  }

  private func reference(to bytes: [UInt8]) -> ModelReference {
    ModelReference(
      name: Path.lastComponent(output), crc: CRC32.text(of: CRC32.checksum(bytes)))
  }
}
