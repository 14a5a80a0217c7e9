import CustosArchitectures
import CustosModelFile
import CustosNetwork
import CustosQuantization
import CustosSupport

/// Networks with random weights, for the time that they take, which does not depend on what they answer.
enum RandomNetwork {
  private static let classCount = 14
  private static let seed: UInt64 = 1

  /// The network with weights as frequent by size as in trained ones: sums of eight uniform draws.
  static func folded(
    _ configuration: ModelConfiguration, height: Int, width: Int
  ) throws -> FoldedGraph {
    let graph = try configuration.graph(height: height, width: width, classCount: classCount)
    let parameters = try Parameters(graph: graph)
    var random = SeededGenerator(seed: seed)
    for parameter in parameters.layout {
      let values: [Float] = (0..<parameter.count).map { _ in
        switch parameter.role {
        case .gamma, .movingVariance: random.uniform(0.5, 1.5)
        case .bias, .beta, .movingMean: random.uniform(-0.5, 0.5)
        case .kernel: bellShaped(random.next())
        }
      }
      _ = parameters.set(parameter.name, to: values)
    }
    return try GraphFolder.fold(graph, parameters)
  }

  /// The network in int8 with made-up ranges.
  static func model(_ folded: FoldedGraph) throws -> ValidatedModel {
    let (height, width) = (folded.layers[0].shape.height, folded.layers[0].shape.width)
    let ranges = Dictionary(
      uniqueKeysWithValues: folded.layers.indices.map { ($0, -4...4 as ClosedRange<Float>) })
    return try ModelQuantizer.model(
      folded, labels: (0..<classCount).map { "label\($0)" },
      preprocessing: Preprocessing(
        cropWidth: width, cropHeight: height, networkWidth: width, networkHeight: height),
      ranges: ranges)
  }

  /// The sum of the eight bytes of a draw, about zero.
  private static func bellShaped(_ bits: UInt64) -> Float {
    var sum: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 8) as StrideTo<UInt64> { sum += bits >> shift & 0xFF }
    return (Float(sum) - 1020) / 4096
  }
}
