import CustosNetwork
import CustosNetworkSupport
import CustosPlatform
import CustosTestRandom
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Networks with several named outputs, maps among them, each with a loss of its own.
@Suite struct OutputTests {
  private static let count = 3
  private static let labels = [1, 0, 2]
  private static let weights: [Float] = [1, 0.5, 2]

  /// Classes, a map at the end, and a map that other layers read: that of a batch normalisation with
  /// its ReLU.
  private static func graph() throws -> Graph {
    var builder = GraphBuilder(name: "three outputs", height: 7, width: 6)
    let body = builder.relu(
      builder.batchNormalization(builder.convolution(builder.input, filters: 4, kernel: 3)))
    let offsets = builder.convolution(body, filters: 2, kernel: 1, name: "offsets")
    let pooled = builder.globalAveragePool(builder.convolution(body, filters: 5, kernel: 3))
    builder.output("classes", builder.softmax(builder.dense(pooled, units: 3)))
    builder.output("offsets", offsets)
    builder.output("body", body)
    return try builder.build()
  }

  private struct Fixture {
    let network: Network
    let images: [Float]
    /// Farther from all values than the differences move them, so that no sign changes.
    let targets: [String: [Float]]
  }

  private static func fixture(recomputing: Bool = false) throws -> Fixture {
    var random = SeededRandom(seed: 12)
    let graph = try graph()
    let parameters = try Parameters(graph: graph)
    for parameter in parameters.layout {
      let range: ClosedRange<Float> = parameter.role == .movingVariance ? 0.5...2 : -0.5...0.5
      let values = (0..<parameter.count).map { _ in Float.random(in: range, using: &random) }
      #expect(parameters.set(parameter.name, to: values))
    }
    let network = try Network(
      graph: graph, parameters: parameters, batchSize: count, mode: .training,
      pool: ThreadPool(threadCount: 2), recomputing: recomputing)
    let images = (0..<count * network.imageSize).map { _ in
      Float.random(in: -1...1, using: &random)
    }
    let outputs = ReferenceNetwork(graph, parameters).forward(
      images.map(Double.init), count: count)
    var targets: [String: [Float]] = [:]
    for name in ["offsets", "body"] {
      let output = try #require(graph.output(named: name))
      targets[name] = outputs[output.node].map {
        Float($0) + (Bool.random(using: &random) ? 0.3 : -0.3)
      }
    }
    return Fixture(network: network, images: images, targets: targets)
  }

  private static func loss(_ fixture: Fixture, outputs names: [String]) throws -> BatchLoss {
    let network = fixture.network
    network.withInput { _ = $0.update(fromContentsOf: fixture.images) }
    network.forward(count: count, training: true)
    var loss = BatchLoss(imageCount: count)
    for name in names {
      let output = try #require(network.graph.output(named: name))
      if let targets = fixture.targets[name] {
        AbsoluteLoss(of: output, factor: 0.7).add(to: &loss, network, targets: targets)
      } else {
        loss.sum +=
          SoftmaxCrossEntropy(of: output).lossAndGradient(
            network, labels: labels, weights: weights
          ).sum
      }
    }
    try network.backward()
    return loss
  }

  /// The same losses in double.
  private static func expected(
    _ reference: ReferenceNetwork, _ fixture: Fixture, outputs names: [String]
  ) -> Double {
    let values = reference.forward(fixture.images.map(Double.init), count: count)
    var sum = 0.0
    for output in reference.graph.outputs where names.contains(output.name) {
      let found = values[output.node]
      if let targets = fixture.targets[output.name] {
        let distances = zip(found, targets).map { abs($0 - Double($1)) }
        sum += distances.reduce(0, +) * 0.7 / Double(found.count / count)
      } else {
        for (image, label) in labels.enumerated() {
          sum -= Double(weights[image]) * log(found[image * 3 + label])
        }
      }
    }
    return sum / Double(count)
  }

  @Test(arguments: [
    ["classes"], ["offsets"], ["body"], ["offsets", "classes"], ["classes", "offsets", "body"],
  ])
  func gradients(names: [String]) throws {
    let fixture = try Self.fixture()
    let network = fixture.network
    // Gradients of another loss, of which nothing may be left.
    _ = try Self.loss(fixture, outputs: ["classes", "offsets", "body"])
    let loss = try Self.loss(fixture, outputs: names)
    var reference = ReferenceNetwork(network.graph, network.parameters)
    let sum = Self.expected(reference, fixture, outputs: names)
    #expect(abs(loss.mean - sum) < GradientTests.outputTolerance * max(1, sum))
    for parameter in network.parameters.layout where parameter.role.isTrainable {
      let name = parameter.name
      let found = try #require(network.gradient(named: name))
      let scale = Double(max(found.map(abs).max() ?? 0, 1e-3))
      for place in stride(from: 0, to: parameter.count, by: max(1, parameter.count / 7)) {
        let value = reference.parameters[name]?[place] ?? 0
        reference.parameters[name]?[place] = value + GradientTests.difference
        let above = Self.expected(reference, fixture, outputs: names)
        reference.parameters[name]?[place] = value - GradientTests.difference
        let below = Self.expected(reference, fixture, outputs: names)
        reference.parameters[name]?[place] = value
        let expected = (above - below) / (2 * GradientTests.difference)
        #expect(
          abs(Double(found[place]) - expected) <= GradientTests.gradientTolerance * scale,
          "\(name)[\(place)] for \(names)")
      }
    }
  }

  /// Weights that lead to no loss have gradients of exactly 0.
  @Test func outputsWithoutALossHaveNoGradient() throws {
    let fixture = try Self.fixture()
    _ = try Self.loss(fixture, outputs: ["classes", "offsets", "body"])
    _ = try Self.loss(fixture, outputs: ["offsets"])
    for name in ["dense_1/kernel", "dense_1/bias", "conv2d_2/kernel"] {
      #expect(try #require(fixture.network.gradient(named: name)).allSatisfy { $0 == 0 })
    }
    #expect(try #require(fixture.network.gradient(named: "conv2d_1/kernel")).contains { $0 != 0 })
  }

  /// Memory that is shared otherwise gives the same bits, and all modes keep all outputs.
  @Test func modesAgree() throws {
    let kept = try Self.fixture()
    let again = try Self.fixture(recomputing: true)
    let names = ["classes", "offsets", "body"]
    #expect(try Self.loss(kept, outputs: names) == Self.loss(again, outputs: names))
    #expect(kept.network.gradientBlock.elementsEqual(again.network.gradientBlock))
    let graph = kept.network.graph
    var results: [[[Float]]] = []
    for mode in [Network.Mode.training, .inference, .observation] {
      let network = try Network(
        graph: graph, parameters: kept.network.parameters, batchSize: Self.count, mode: mode,
        pool: ThreadPool(threadCount: 2))
      network.withInput { _ = $0.update(fromContentsOf: kept.images) }
      network.forward(count: Self.count)
      results.append(graph.outputs.map { network.result(of: 1, $0) })
    }
    #expect(results[0] == results[1] && results[0] == results[2])
    #expect(results[0].allSatisfy { $0.allSatisfy(\.isFinite) })
    #expect(results[0].map(\.count) == [3, 7 * 6 * 2, 7 * 6 * 4])
  }
}
