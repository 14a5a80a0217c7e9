package import CustosNetwork
import CustosPlatform
import Foundation

/// What Keras computes for its applications, from Tests/Golden/keras_golden.json.
package struct KerasGolden: Decodable {
  /// One network at a small size.
  package struct Case: Decodable {
    package let height: Int
    package let width: Int
    package let imageSalt: Int
    package let inferenceLogits: [Double]
    package let logits: [Double]
    package let loss: Double
    /// For each trained tensor norm and product with hashed numbers of its gradient, then those of its
    /// change by one step of SGD.
    package let trained: [String: [Double]]
    /// Norm and product with hashed numbers of each moving statistic.
    package let moving: [String: [Double]]
  }

  /// For each network one line a layer, in Keras's order, at 448x224 with 14 classes: name, shape of
  /// the output, number of parameters.
  package let layers: [String: [String]]
  /// For each network three pixels, (0, 0, 0), (255, 255, 255) and (10, 128, 250), as it wants them.
  package let preprocessing: [String: [Double]]
  package let cases: [String: Case]

  /// Reads the file of the repository.
  package static func load() throws -> KerasGolden {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      KerasGolden.self, from: Data(contentsOf: Golden.folder.appending(path: "keras_golden.json")))
  }
}

/// Weights and images of the cases, from the same formulas as make_keras_golden.py.
package enum KerasGoldenInput {
  package static let batchSize = 2
  package static let classCount = 3
  package static let labels = [0, 1]
  package static let factors: [Float] = [1, 0.5]

  /// The salt of a tensor's numbers: names, not places, since orders differ.
  private static func salt(_ name: String) -> Int { Int(CRC32.checksum(Array(name.utf8))) }

  /// The starting weights of a network.
  package static func parameters(_ graph: Graph) throws -> Parameters {
    let parameters = try Parameters(graph: graph)
    for parameter in parameters.layout {
      // Far from 0, so that float32 takes hardly any input of a ReLU to its other side.
      let values = GoldenInput.weights(
        parameter, salt: salt(parameter.name), betaShift: 3.5)
      _ = parameters.set(parameter.name, to: values)
    }
    return parameters
  }

  /// Norm of a tensor and its product with numbers in -1...1.
  package static func digest(_ name: String, _ values: [Float]) -> [Double] {
    let factors = GoldenInput.hashed(values.count, salt: salt(name) + 1)
    var (squares, product) = (0.0, 0.0)
    for (value, factor) in zip(values, factors) {
      squares += Double(value) * Double(value)
      product += Double(value) * (2 * factor - 1)
    }
    return [squares.squareRoot(), product]
  }
}
