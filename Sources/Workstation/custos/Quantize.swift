import ArgumentParser
import CustosData
import CustosModel
import CustosNetwork
import CustosPlatform
import CustosQuantization
import CustosTraining
import Foundation

/// `custos quantize`: makes a `.custos` file for the int8 engine.
struct Quantize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turns a trained model and its calibration into a .custos file for the board.",
    discussion: """
      Batch normalisations are folded, weights become int8 per output channel, activations int8 \
      with the ranges of the calibration. With --test the float and int8 accuracies are measured \
      and written into the file, and its self-tests hold real patches.
      """)

  @Option(help: "Float weights, such as model.safetensors.")
  var model: String

  @Option(help: "Ranges that `custos calibrate` has written for these weights.")
  var calibration: String

  @OptionGroup var ranges: RangeOptions

  @Option(help: "Folder with one folder a class, or a data set with test/, to measure on.")
  var test: String?

  @Option(help: "Number of patches with exact logits in the file.")
  var selfTests = 3

  @Option(help: "Columns of the crop on a page (default: the patches' of the calibration).")
  var cropWidth: Int?

  @Option(help: "Rows of the crop on a page (default: the patches' of the calibration).")
  var cropHeight: Int?

  @Flag(help: "Print the signal-to-noise ratio of every layer.")
  var layers = false

  @Option(name: [.short, .long], help: "File to write, such as vgg4.custos.")
  var output: String

  @Flag(help: "Replace the output if it exists.")
  var force = false

  @OptionGroup var work: ThreadOptions

  func validate() throws {
    guard (0...64).contains(selfTests) else {
      throw ValidationError("--self-tests must be 0 to 64, but \(selfTests) was given.")
    }
    for (name, size) in [("--crop-width", cropWidth), ("--crop-height", cropHeight)] {
      guard let size, !(1...65_536).contains(size) else { continue }
      throw ValidationError("\(name) must be 1 to 65536, but \(size) was given.")
    }
  }

  func run() throws {
    try reportingFailures {
      guard force || FileSystem.kind(of: output) == .missing else {
        throw PlatformError.exists(path: output)
      }
      let pool = try work.makePool()
      let trained = try TrainedModel(readingFrom: model)
      let table = try CalibrationTable(json: FileSystem.read(calibration), file: calibration)
      let export = try Export(
        trained: trained, weightsFile: model, table: table, tableFile: calibration,
        method: ranges.rangeMethod, cropWidth: cropWidth, cropHeight: cropHeight)
      let store = try test.map { try makeStore($0, trained, pool) }
      let comparison = try store.map { try export.measure($0, pool: pool) }
      let bytes = try export.file(
        selfTests: try export.selfTestPatches(selfTests, from: store), test: store,
        comparison: comparison, threads: pool.threadCount)
      try FileSystem.write(bytes, to: output, replacing: force)
      if layers { try printLayers(export, store, pool) }
      guard !work.quiet else { return }
      print("\(output): \(bytes.count) bytes, \(export.summary)")
      if let comparison { print(comparison.text, terminator: "") }
    }
  }

  private func makeStore(
    _ data: String, _ trained: TrainedModel, _ pool: ThreadPool
  ) throws -> PatchStore {
    let inner = Path.join(data, "test")
    let folder = FileSystem.kind(of: inner) == .directory ? inner : data
    let list = try PatchList(folder: folder, purpose: "test", labels: trained.labels)
    return try PatchStore(list, width: trained.width, height: trained.height, pool: pool)
  }

  private func printLayers(_ export: Export, _ store: PatchStore?, _ pool: ThreadPool) throws {
    let patches = try export.selfTestPatches(8, from: store)
    for layer in try export.layerNoise(patches, pool: pool) {
      print("\(layer.layer)\t\(layer.operation)\t\(layer.ratio.text)")
    }
  }
}
