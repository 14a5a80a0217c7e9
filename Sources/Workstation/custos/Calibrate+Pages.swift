import CustosLoading
import CustosNetwork
import CustosPlatform
import CustosQuantization
import CustosSupport
import CustosWeights

extension Calibrate {
  /// Observes the activations of a page network on crops of pages.
  func calibratePages() throws {
    let digest = try CRC32.text(ofFile: model)
    let trained = try TrainedPageNetwork(readingFrom: model)
    let folded = try GraphFolder.fold(trained.graph, trained.parameters)
    let side = trained.graph.nodes[0].shape.height
    let sample = try PageCropSample(
      folder: data, count: samples, seed: seed, side: side, staffSpace: trained.staffSpace)
    let observer = try ActivationObserver(
      graph: trained.graph, parameters: trained.parameters, folded: folded,
      pool: try work.makePool())
    try observe(sample.crops, with: observer)
    let method = ranges.rangeMethod ?? .minmax
    let table = CalibrationTable(
      network: trained.graph.name, height: side, width: side, modelDigest: digest, method: method,
      patchCount: observer.patchCount, patchDigest: sample.digest, patchWidth: side,
      patchHeight: side, staffSpace: trained.staffSpace, seed: seed,
      layers: observer.ranges(percentiles: percentiles(with: method)),
      weightErrors: observer.weightErrors())
    try FileSystem.write(try table.json(), to: output, replacing: force)
    if !work.quiet {
      print(
        "\(output): \(table.layers.count) activations of \(table.network) observed on "
          + "\(table.patchCount) crops of pages (digest \(table.patchDigest)), ranges by \(method)")
    }
    warn(about: table.sampleWarnings + table.warnings(method, of: folded))
  }
}
