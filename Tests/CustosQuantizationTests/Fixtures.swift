import CustosNetwork
import CustosPlatform
import Foundation

@testable import CustosQuantization
@testable import CustosSupport

/// Small networks with random weights and images with some structure.
enum Fixtures {
  /// Draws weights; batch normalisations get statistics that differ per channel.
  static func parameters(_ graph: Graph, seed: UInt64) throws -> Parameters {
    var random = SeededGenerator(seed: seed)
    let parameters = try Parameters(graph: graph)
    parameters.initialize(using: &random)
    for parameter in parameters.layout {
      let values: [Float]
      switch parameter.role {
      case .kernel: continue
      // Keeps activations near the pixels' magnitude, as training would.
      case .gamma, .movingVariance: values = draw(parameter.count, 0.5, 1.5, &random)
      case .bias, .beta, .movingMean: values = draw(parameter.count, -0.5, 0.5, &random)
      }
      _ = parameters.set(parameter.name, to: values)
    }
    return parameters
  }

  /// Draws images `[height, width, 3]`: flat patches, bright and dark, and some noise.
  static func images(_ count: Int, height: Int, width: Int, seed: UInt64) -> [[UInt8]] {
    var random = SeededGenerator(seed: seed, stream: 1)
    return (0..<count).map { _ in
      var pixels = [UInt8](repeating: 0, count: height * width * 3)
      let (paper, ink) = (random.uniform(120, 250), random.uniform(0, 90))
      let (top, left) = (random.index(below: height), random.index(below: width))
      for y in 0..<height {
        for x in 0..<width {
          let isInk = abs(y - top) < height / 4 && abs(x - left) < width / 3 || y % 7 == 0
          for channel in 0..<3 {
            let value = (isInk ? ink : paper) + random.uniform(-8, 8)
            pixels[(y * width + x) * 3 + channel] = UInt8(max(0, min(255, value)))
          }
        }
      }
      return pixels
    }
  }

  private static func draw(
    _ count: Int, _ low: Float, _ high: Float, _ random: inout SeededGenerator
  ) -> [Float] {
    (0..<count).map { _ in random.uniform(low, high) }
  }

  /// A graph with every placement that folding has to deal with.
  static func oddities() throws -> Graph {
    var builder = GraphBuilder(name: "oddities", height: 13, width: 11)
    let padded = builder.zeroPadding(
      builder.input, Padding(top: 2, left: 1, bottom: 1, right: 2))
    var layer = builder.convolution(padded, filters: 6, kernel: 5, stride: 2, border: .valid)
    layer = builder.relu(builder.batchNormalization(layer))
    let pool = builder.maxPool(
      builder.zeroPadding(layer, Padding(top: 1, left: 1, bottom: 1, right: 1)), size: 3,
      stride: 1)
    // Batch normalisation in front, read twice, as in DenseNet.
    let normalized = builder.batchNormalization(pool, scale: false)
    let activated = builder.relu(normalized)
    let branch = builder.convolution(
      activated, filters: 4, kernel: (height: 1, width: 3), border: .same, bias: false)
    let other = builder.averagePool(normalized, size: 3, stride: 1, border: .same)
    let joined = builder.concatenate([branch, other, pool])
    // A ReLU that cannot be fused: the concatenation is read twice.
    let positive = builder.relu(joined)
    let shortcut = builder.convolution(positive, filters: 16, kernel: 1)
    let sum = builder.relu(builder.add(joined, shortcut, scale: 0.17))
    let mean = builder.globalAveragePool(sum)
    let hidden = builder.relu(builder.dense(mean, units: 9))
    _ = builder.softmax(builder.dense(hidden, units: 5))
    return try builder.build()
  }

  /// A graph that scales its pixels, with zeros or a padded convolution behind that.
  static func scaled(
    _ scaling: PixelScaling, zeros: Int, border: GraphBuilder.Border
  ) throws -> Graph {
    var builder = GraphBuilder(name: "scaled", height: 14, width: 12)
    var layer = builder.scaledPixels(scaling)
    if zeros > 0 { layer = builder.zeroPadding(layer, Padding(around: zeros)) }
    layer = builder.convolution(layer, filters: 7, kernel: 3, stride: 2, border: border)
    let mean = builder.globalAveragePool(builder.relu(builder.batchNormalization(layer)))
    _ = builder.softmax(builder.dense(mean, units: 5))
    return try builder.build()
  }

  /// A network made ready: folded, observed on images, quantised.
  struct Quantized {
    let graph: Graph
    let parameters: Parameters
    let folded: FoldedGraph
    let table: [ActivationRange]
  }

  static func observe(_ graph: Graph, images: [[UInt8]], seed: UInt64) throws -> Quantized {
    let parameters = try parameters(graph, seed: seed)
    let folded = try GraphFolder.fold(graph, parameters)
    let observer = try ActivationObserver(
      graph: graph, parameters: parameters, folded: folded, batchSize: 3,
      pool: try ThreadPool(threadCount: 2))
    try observer.observe(images)
    return Quantized(
      graph: graph, parameters: parameters, folded: folded, table: observer.ranges())
  }
}

/// Ten times the decimal logarithm of signal power over noise power.
func signalToNoiseDecibels(_ signal: [Double], _ approximation: [Double]) -> Double {
  let power = signal.reduce(0) { $0 + $1 * $1 }
  let noise = zip(signal, approximation).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  return 10 * log10(power / max(noise, .leastNormalMagnitude))
}
