import CustosModelFile
import CustosPlatform
import CustosQuantization
import CustosSupport
import CustosTraining
import CustosWeights

extension Quantize {
  /// Rows and columns of the input that files of page networks are made for: a page is read in tiles of
  /// another size, and the outputs of a self-test take 200 bytes for each of its cells.
  private static let pageSide = 160

  /// Makes the file of a page network.
  func quantizePages() throws {
    try refuseOptionsOfPatches()
    let pool = try work.makePool()
    let trained = try TrainedPageNetwork(readingFrom: model)
    let table = try CalibrationTable(json: FileSystem.read(calibration), file: calibration)
    let run = try QuantizationRun(
      page: trained, side: Self.pageSide, weightsFile: model, table: table, tableFile: calibration,
      method: ranges.rangeMethod, correctsBiases: biasCorrection)
    warn(about: run.warnings)
    let bytes = try run.file(
      selfTests: run.drawnPatches(selfTests ?? 1),
      confidence: Confidence(threshold: trained.calibration?.positionThreshold),
      threads: pool.threadCount)
    try FileSystem.write(bytes, to: output, replacing: force)
    if layers {
      for layer in try run.layerNoise(run.drawnPatches(4), pool: pool) {
        print("\(layer.layer)\t\(layer.operation)\t\(layer.ratio.text)")
      }
    }
    if !work.quiet { print("\(output): \(bytes.count) bytes, \(run.summary)") }
  }

  private func refuseOptionsOfPatches() throws {
    let given = givenOptions([
      "--test": test != nil, "--max-drop": maxDrop != nil, "--validation": validation != nil,
      "--target-accuracy": targetAccuracy != nil, "--staff-space": staffSpace != nil,
      "--crop-width": cropWidth != nil, "--crop-height": cropHeight != nil,
      "--report": report != nil, "--sensitivity": sensitivity.sensitivity,
    ])
    guard let first = given.first else { return }
    throw TrainingError.usage(
      "\(first) measures patches, but \(model) is a page network; leave it out and measure pages with "
        + "`custos evaluate-pages`.")
  }
}
