import CustosPlatform
import CustosTestRandom
import Testing

@testable import CustosNetwork

/// Trainability is a property of each tensor: what is frozen has no gradient, and all others have the
/// ones they would have without it.
@Suite struct FreezingTests {
  private static let count = 3
  private static let labels = [1, 3, 0]
  private static let weights: [Float] = [1, 0.5, 2]

  /// Two ways behind a batch normalisation, whose layers can be frozen one by one.
  private static func graph() throws -> Graph {
    var builder = GraphBuilder(name: "body and head", height: 9, width: 7)
    let first = builder.convolution(builder.input, filters: 5, kernel: 3)
    let body = builder.relu(builder.batchNormalization(first))
    let second = builder.relu(
      builder.batchNormalization(builder.convolution(body, filters: 5, kernel: 3)))
    let sum = builder.add(second, builder.convolution(body, filters: 5, kernel: 1))
    _ = builder.softmax(builder.dense(builder.globalAveragePool(sum), units: 4))
    return try builder.build()
  }

  private static func network(
    frozen: [String], recomputing: Bool = false, threads: Int = 2
  ) throws -> Network {
    var random = SeededRandom(seed: 21)
    let graph = try graph()
    let parameters = try Parameters(graph: graph) { frozen.contains($0.name) }
    for parameter in parameters.layout {
      let range: ClosedRange<Float> = parameter.role == .movingVariance ? 0.5...2 : -0.5...0.5
      let values = (0..<parameter.count).map { _ in Float.random(in: range, using: &random) }
      #expect(parameters.set(parameter.name, to: values))
    }
    let network = try Network(
      graph: graph, parameters: parameters, batchSize: count, mode: .training,
      pool: ThreadPool(threadCount: threads), recomputing: recomputing)
    network.withInput { input in
      for index in input.indices { input[index] = Float.random(in: -1...1, using: &random) }
    }
    return network
  }

  private static func step(
    _ network: Network, _ didFinish: ((Int, Range<Int>) -> Void)? = nil
  ) throws -> BatchLoss {
    network.forward(count: count, training: true)
    let loss = SoftmaxCrossEntropy(of: network.graph.outputs[0]).lossAndGradient(
      network, labels: labels, weights: weights)
    try network.backward(didFinish)
    return loss
  }

  @Test(arguments: [
    ["conv2d_1/kernel"], ["conv2d_1/kernel", "conv2d_1/bias"], ["conv2d_2/kernel"],
    ["batch_normalization_1/gamma"], ["batch_normalization_2/beta"],
    ["dense_1/kernel", "dense_1/bias"], ["conv2d_3/kernel", "conv2d_3/bias"],
  ])
  func othersHaveTheSameGradients(frozen: [String]) throws {
    let whole = try Self.network(frozen: [])
    let part = try Self.network(frozen: frozen)
    #expect(try Self.step(whole) == Self.step(part))
    for parameter in whole.parameters.layout {
      let expected = frozen.contains(parameter.name) ? nil : whole.gradient(named: parameter.name)
      #expect(part.gradient(named: parameter.name) == expected, "\(parameter.name)")
      #expect(part.parameters[parameter.name] == whole.parameters[parameter.name])
    }
    #expect(part.parameters.trainableCount < whole.parameters.trainableCount)
  }

  /// Outputs that are computed again are those of all readers, frozen last ones too.
  @Test func recomputingWithAFrozenLastReader() throws {
    let frozen = [
      "conv2d_1/kernel", "conv2d_1/bias", "batch_normalization_1/gamma",
      "batch_normalization_1/beta", "conv2d_3/kernel", "conv2d_3/bias",
    ]
    let kept = try Self.network(frozen: frozen)
    let again = try Self.network(frozen: frozen, recomputing: true)
    #expect(try Self.step(kept) == Self.step(again))
    #expect(kept.gradientBlock.elementsEqual(again.gradientBlock))
    #expect(try #require(kept.gradient(named: "conv2d_2/kernel")).contains { $0 != 0 })
  }

  /// A frozen batch normalisation takes its stored statistics and leaves them; gradients pass it as a
  /// scale and a shift.
  @Test(arguments: ["batch_normalization_1", "batch_normalization_2"], [1, 3])
  func frozenNormalization(layer: String, threads: Int) throws {
    let network = try Self.network(
      frozen: ["\(layer)/gamma", "\(layer)/beta"], recomputing: threads == 3, threads: threads)
    let parameters = network.parameters
    var reference = ReferenceNetwork(network.graph, parameters)
    reference.frozen = [layer]
    let images = network.withInput { $0.map(Double.init) }
    let statistics = ["moving_mean", "moving_variance"].map { parameters["\(layer)/\($0)"] }
    let loss = try Self.step(network)
    func expectedLoss() -> Double {
      reference.loss(images, labels: Self.labels, weights: Self.weights)
    }
    #expect(abs(loss.mean - expectedLoss()) < GradientTests.outputTolerance)
    #expect(["moving_mean", "moving_variance"].map { parameters["\(layer)/\($0)"] } == statistics)
    for parameter in parameters.layout where parameter.role.isTrainable {
      let name = parameter.name
      guard let found = network.gradient(named: name) else {
        #expect(name.hasPrefix(layer))
        continue
      }
      let scale = Double(max(found.map(abs).max() ?? 0, 1e-3))
      for place in stride(from: 0, to: parameter.count, by: max(1, parameter.count / 9)) {
        let value = reference.parameters[name]?[place] ?? 0
        reference.parameters[name]?[place] = value + GradientTests.difference
        let above = expectedLoss()
        reference.parameters[name]?[place] = value - GradientTests.difference
        let below = expectedLoss()
        reference.parameters[name]?[place] = value
        let expected = (above - below) / (2 * GradientTests.difference)
        #expect(
          abs(Double(found[place]) - expected) <= GradientTests.gradientTolerance * scale,
          "\(name)[\(place)]")
      }
    }
    // The bias before it has an effect now.
    let bias = layer == "batch_normalization_1" ? "conv2d_1/bias" : "conv2d_2/bias"
    #expect(try #require(network.gradient(named: bias)).contains { $0 != 0 })
  }

  /// With nothing frozen the block is laid out as ever: trained tensors first, in the graph's order.
  @Test func layoutWithoutFreezing() throws {
    let network = try Self.network(frozen: [])
    let trained = network.parameters.layout.filter(\.role.isTrainable)
    var end = 0
    for (range, parameter) in zip(network.parameters.trainableRanges, trained) {
      #expect(range.offset == end && range.count == parameter.count)
      end += (parameter.count + 15) / 16 * 16
    }
    #expect(network.parameters.trainableCount == end)
  }

  /// A backward pass tells of each layer with weights, from the last to the first, when its gradients
  /// are final.
  @Test func finishedGradientsAreFinal() throws {
    let network = try Self.network(frozen: ["conv2d_2/kernel"])
    var seen: [(layer: String, range: Range<Int>, values: [Float])] = []
    _ = try Self.step(network) {
      seen.append((network.graph.nodes[$0].name, $1, Array(network.gradientBlock[$1])))
    }
    #expect(
      seen.map(\.layer) == [
        "dense_1", "conv2d_3", "batch_normalization_2", "conv2d_2", "batch_normalization_1",
        "conv2d_1",
      ])
    for entry in seen { #expect(Array(network.gradientBlock[entry.range]) == entry.values) }
    let tensors = network.parameters.trainableRanges.reduce(0) { $0 + $1.count }
    #expect(seen.reduce(0) { $0 + $1.range.count } >= tensors)
  }
}
