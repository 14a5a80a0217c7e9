import ArgumentParser
import CustosDataSet
import CustosNetwork
import CustosNotation
import CustosPlatform
import CustosQuantization
import CustosSupport
import CustosWeights
import Foundation

/// `custos calibrate`: observes the ranges of a float network's activations.
struct Calibrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Observes the activations of a trained model on patches and writes their ranges.",
    discussion: """
      The result is readable JSON with minimum, maximum, percentiles, the range of least error and a \
      small histogram of every activation, what int8 weights change in the mean of every channel, the \
      staff space of the patches, and digests of the model and the patches. `custos quantize` reads it.
      """)

  @Option(help: "Float weights, such as model.safetensors.")
  var model: String

  @Option(
    help: """
      Folder with one folder a class, or a data set with training/; of a page network a folder with page \
      images, of which crops are taken.
      """)
  var data: String

  @Option(help: "Number of patches to observe; all when there are fewer.")
  var samples = 256

  @Option(help: "Seed with which the patches are drawn.")
  var seed: UInt64 = 1

  @OptionGroup var ranges: RangeOptions

  @Option(name: [.short, .long], help: "JSON file to write, such as Calibration/vgg4.json.")
  var output: String

  @Flag(help: "Replace the output if it exists.")
  var force = false

  @OptionGroup var work: ThreadOptions

  @Flag(
    name: [.customLong("skip-bad"), .customLong("skip_bad")],
    help: "Leave out pictures that cannot be read; the exit code is then 2.")
  var skipBad = false

  @OptionGroup var badInput: BadInputOptions

  func validate() throws {
    try badInput.requireSkipping(skipBad)
    guard (1...1_000_000).contains(samples) else {
      throw ValidationError("--samples must be 1 to 1000000, but \(samples) was given.")
    }
  }

  func run() throws {
    try reportingFailures {
      guard force || FileSystem.kind(of: output) == .missing else {
        throw PlatformError.exists(path: output)
      }
      if try TrainedPageNetwork.isFile(model) { return try calibratePages() }
      let digest = try CRC32.text(ofFile: model)
      let trained = try TrainedModel(readingFrom: model)
      let folded = try GraphFolder.fold(trained.graph, trained.parameters)
      let sample = try makeSample(for: trained)
      let observer = try ActivationObserver(
        graph: trained.graph, parameters: trained.parameters, folded: folded,
        pool: try work.makePool())
      try observe(sample.patches, with: observer)
      let method = ranges.rangeMethod ?? .minmax
      let table = CalibrationTable(
        network: trained.graph.name, height: trained.height, width: trained.width,
        modelDigest: digest, method: method, patchCount: observer.patchCount,
        blankPatchCount: sample.blankCount, patchFolder: URL(fileURLWithPath: sample.folder).path,
        patchDigest: sample.digest, patchWidth: sample.fileWidth, patchHeight: sample.fileHeight,
        staffSpace: sample.staffSpace,
        staffSpacePatchCount: sample.staffSpace == nil ? nil : sample.staffCount, seed: seed,
        layers: observer.ranges(percentiles: percentiles(with: method)),
        weightErrors: observer.weightErrors())
      try FileSystem.write(try table.json(), to: output, replacing: force)
      if !work.quiet {
        print(
          "\(output): \(table.layers.count) activations of \(table.network) observed on "
            + "\(table.patchCount) patches (digest \(table.patchDigest)), ranges by \(method)")
        if sample.staffSpace != nil || LabelSet(trained.labels).kind == .staffPositions {
          print("Staff space: " + staffText(sample))
        }
      }
      warn(about: table.sampleWarnings + table.warnings(method, of: folded))
      guard sample.skipped.isEmpty else { throw ExitCode(ExitStatus.someFailed) }
    }
  }

  private func makeSample(for trained: TrainedModel) throws -> CalibrationSample {
    let training = Path.join(data, "training")
    let folder = FileSystem.kind(of: training) == .directory ? training : data
    let list = try PatchList(
      folder: folder, purpose: "calibration", labels: trained.labels, skippingBad: skipBad)
    let sample = try CalibrationSample(
      list, count: samples, seed: seed, width: trained.width, height: trained.height,
      skippingBad: skipBad)
    try badInput.limit.check(sample.skipped, goodCount: sample.patches.count, in: folder)
    sample.skipped.forEach { Console.complain("custos: skipped: \($0)") }
    return sample
  }

  private func staffText(_ sample: CalibrationSample) -> String {
    guard let space = sample.staffSpace else { return "unknown, since no patch shows a staff" }
    return String(format: "%.2f", space) + " of \(sample.fileHeight) pixels, the median of the "
      + "\(sample.staffCount) patches that show it"
  }

  func observe(_ patches: [[UInt8]], with observer: ActivationObserver) throws {
    let bar = ProgressBar(
      "Observing", total: patches.count, style: .automatic(quiet: work.quiet))
    for start in stride(from: 0, to: patches.count, by: 8) {
      let batch = Array(patches[start..<min(start + 8, patches.count)])
      try observer.observe(batch)
      bar.advance(by: batch.count)
    }
    bar.finish()
  }

  func percentiles(with method: RangeMethod) -> [Double] {
    guard case .percentile(let percent) = method,
      !ActivationRange.standardPercentiles.contains(percent)
    else { return ActivationRange.standardPercentiles }
    return (ActivationRange.standardPercentiles + [percent]).sorted()
  }
}
