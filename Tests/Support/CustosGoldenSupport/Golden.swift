package import CustosNetwork
import Foundation

/// The results of an independent framework, from Tests/Golden/golden.json.
package struct Golden: Decodable {
  /// Norm and a few elements of a tensor.
  package struct Sample: Decodable {
    package let norm: Double
    package let samples: [Double]
  }

  /// One network.
  package struct Case: Decodable {
    package let height: Int
    package let width: Int
    package let imageSalt: Int
    package let inferenceLogits: [Double]
    package let logits: [Double]
    package let loss: Double
    package let kernelSquares: Double
    package let gradients: [String: Sample]
    package let moving: [String: Sample]
    package let adadelta: [String: Sample]
    package let sgd: [String: Sample]
    package let adam: [String: Sample]
  }

  package let cases: [String: Case]
  package let optimizers: [String: [Double]]

  /// Where the values of independent frameworks are.
  static var folder: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Golden")
  }

  /// Reads the file of the repository.
  package static func load() throws -> Golden {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      Golden.self, from: Data(contentsOf: folder.appending(path: "golden.json")))
  }
}

/// Weights, images and labels of the golden cases, from the same formulas as make_golden.py.
package enum GoldenInput {
  package static let batchSize = 4
  package static let classCount = 3
  package static let penalty: Float = 1e-4
  package static let labels = [0, 1, 2, 0]
  package static let factors: [Float] = [1, 0.5, 2, 1.5]

  /// `count` numbers in [0, 1).
  package static func hashed(_ count: Int, salt: Int) -> [Double] {
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

  /// The starting weights of a tensor.
  static func weights(_ parameter: Parameter, salt: Int, betaShift: Double = 0) -> [Float] {
    let shape = parameter.shape
    let units = hashed(parameter.count, salt: salt)
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
      case .bias, .movingMean: units.map { 0.1 * (2 * $0 - 1) }
      case .beta: units.map { betaShift + 0.1 * (2 * $0 - 1) }
      }
    return values.map(Float.init)
  }

  /// The starting weights of a network.
  package static func parameters(_ graph: Graph) throws -> Parameters {
    let parameters = try Parameters(graph: graph)
    for (index, parameter) in parameters.layout.enumerated() {
      _ = parameters.set(parameter.name, to: weights(parameter, salt: index + 1))
    }
    return parameters
  }

  /// A batch, `[count, height, width, 3]`.
  package static func images(_ graph: Graph, salt: Int, count: Int = batchSize) -> [Float] {
    hashed(count * graph.nodes[0].shape.count, salt: salt).map {
      Float((256 * $0).rounded(.down))
    }
  }

  /// One of every layer, as `all_layers` of make_golden.py.
  package static func allLayers(height: Int, width: Int) throws -> Graph {
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
    return try builder.build()
  }
}
