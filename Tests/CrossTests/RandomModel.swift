import CustosArchitectures
import CustosEngine
import CustosModelFile
import CustosNetwork
import CustosPlatform

@testable import CustosQuantization
@testable import CustosSupport

/// Quantised networks with random weights: what they answer means nothing, but every bit of it counts.
enum RandomModel {
  static let height = 64
  static let width = 32

  /// Quantises `configuration` with ranges from two random patches; batch normalisations have random
  /// statistics.
  static func make(
    _ configuration: ModelConfiguration, height: Int = height, width: Int = width, seed: UInt64
  ) throws -> Model {
    func patch(seed: UInt64) -> [UInt8] { Self.patch(height: height, width: width, seed: seed) }
    var random = SeededGenerator(seed: seed)
    let labels = ["L0", "L1", "S0", "S1", "S2"]
    let graph = try configuration.graph(height: height, width: width, classCount: labels.count)
    let parameters = try Parameters(graph: graph)
    parameters.initialize(using: &random)
    for parameter in parameters.layout {
      let span: ClosedRange<Float>
      switch parameter.role {
      case .kernel, .bias: continue
      case .gamma, .movingVariance: span = 0.5...1.5
      case .beta, .movingMean: span = -0.5...0.5
      }
      let values = (0..<parameter.count).map { _ in
        random.uniform(span.lowerBound, span.upperBound)
      }
      _ = parameters.set(parameter.name, to: values)
    }
    let folded = try GraphFolder.fold(graph, parameters)
    let observer = try ActivationObserver(
      graph: graph, parameters: parameters, folded: folded, pool: try ThreadPool(threadCount: 1))
    try observer.observe([patch(seed: seed + 1), patch(seed: seed + 2)])
    var ranges: [Int: ClosedRange<Float>] = [:]
    let needed = folded.layers.indices.dropLast().filter { folded.layers[$0].needsRange }
    for (index, range) in zip(needed, observer.ranges()) {
      ranges[index] = range.bounds(.minmax)
    }
    let quantized = try ModelQuantizer.model(
      folded, labels: labels,
      preprocessing: Preprocessing(
        cropWidth: width, cropHeight: height, networkWidth: width, networkHeight: height),
      ranges: ranges)
    let engine = try Engine(model: quantized, instructionSet: .scalar)
    let pixels = patch(seed: seed + 3)
    var model = quantized.model
    model.selfTests = [try engine.selfTest(ofPixels: pixels)]
    return model
  }

  /// Draws a patch of noise, `[height, width, 3]`.
  static func patch(height: Int = height, width: Int = width, seed: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    return (0..<height * width * 3).map { _ in UInt8(random.index(below: 256)) }
  }
}
