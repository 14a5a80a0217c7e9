import CustosNetwork
import Foundation

/// The results of an independent framework, from Tests/Golden/golden.json.
public struct Golden: Decodable {
  /// Norm and a few elements of a tensor.
  public struct Sample: Decodable {
    public let norm: Double
    public let samples: [Double]
  }

  /// One network.
  public struct Case: Decodable {
    public let height: Int
    public let width: Int
    public let imageSalt: Int
    public let inferenceLogits: [Double]
    public let logits: [Double]
    public let loss: Double
    public let kernelSquares: Double
    public let gradients: [String: Sample]
    public let moving: [String: Sample]
    public let adadelta: [String: Sample]
    public let sgd: [String: Sample]
    public let adam: [String: Sample]
  }

  public let cases: [String: Case]
  public let optimizers: [String: [Double]]

  /// Reads the file of the repository.
  public static func load() throws -> Golden {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Golden/golden.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Golden.self, from: Data(contentsOf: file))
  }
}

/// Weights, images and labels of the golden cases, from the same formulas as make_golden.py.
public enum GoldenInput {
  public static let batchSize = 4
  public static let classCount = 3
  public static let penalty: Float = 1e-4
  public static let labels = [0, 1, 2, 0]
  public static let factors: [Float] = [1, 0.5, 2, 1.5]

  /// `count` numbers in [0, 1).
  public static func hashed(_ count: Int, salt: Int) -> [Double] {
    (0..<count).map { index in
      var hash = UInt32(truncatingIfNeeded: index &* 0x9E37_79B1 &+ salt &* 0x85EB_CA77)
      hash ^= hash >> 15
      hash = hash &* 0x2C1B_3C6D
      hash ^= hash >> 12
      hash = hash &* 0x297A_2D39
      hash ^= hash >> 15
      return Double(hash >> 8) / 16_777_216
    }
  }

  /// The starting weights of a network.
  public static func parameters(_ graph: Graph) -> Parameters {
    let parameters = Parameters(graph: graph)
    for (index, parameter) in parameters.layout.enumerated() {
      let shape = parameter.shape
      let units = hashed(parameter.count, salt: index + 1)
      let values: [Double] =
        switch parameter.role {
        case .kernel:
          units.map {
            let area = shape.dropLast(2).reduce(1, *)
            let fans = area * (shape[shape.count - 2] + shape[shape.count - 1])
            return (2 * $0 - 1) * (6 / Double(fans)).squareRoot()
          }
        case .gamma: units.map { 1 + 0.2 * (2 * $0 - 1) }
        case .movingVariance: units.map { 1 + 0.5 * $0 }
        case .bias, .beta, .movingMean: units.map { 0.1 * (2 * $0 - 1) }
        }
      _ = parameters.set(parameter.name, to: values.map(Float.init))
    }
    return parameters
  }

  /// The batch, `[batchSize, height, width, 3]`.
  public static func images(_ graph: Graph, salt: Int) -> [Float] {
    hashed(batchSize * graph.nodes[0].shape.count, salt: salt).map {
      Float((256 * $0).rounded(.down))
    }
  }

  /// One of every layer, as `all_layers` of make_golden.py.
  public static func allLayers(height: Int, width: Int) -> Graph {
    var builder = GraphBuilder(name: "all_layers", height: height, width: width)
    let first = builder.convolution(builder.input, filters: 6, kernel: 7, stride: 2)
    let start = builder.maxPool(
      builder.relu(builder.batchNormalization(first)), size: 3, stride: 2, border: .same)
    let one = builder.convolution(start, filters: 5, kernel: 1)
    let flat = builder.convolution(start, filters: 4, kernel: (1, 7))
    let tall = builder.convolution(flat, filters: 4, kernel: (7, 1))
    let mean = builder.averagePool(start, size: 3, stride: 1, border: .same)
    let joined = builder.concatenate([one, tall, mean])
    let branch = builder.convolution(joined, filters: 15, kernel: 1, bias: false)
    let sum = builder.relu(builder.add(joined, branch, scale: 0.17))
    let padded = builder.zeroPadding(sum, Padding(top: 2, left: 1, bottom: 1, right: 2))
    let last = builder.convolution(padded, filters: 7, kernel: 3, stride: 2, border: .valid)
    let normal = builder.relu(builder.batchNormalization(last, scale: false))
    let dense = builder.dense(builder.globalAveragePool(normal), units: classCount)
    _ = builder.softmax(dense)
    return builder.build()
  }
}
