import CustosArchitectures
import CustosGoldenSupport
import CustosNetwork
import CustosPlatform
import CustosTraining
import Testing

/// A training step of Keras's applications against Keras in float64.
@Suite struct KerasGoldenTests {
  /// float32 through up to 200 convolutions, relative to the largest logit: Keras itself differs by up to
  /// 1e-6 between its float32 and its float64.
  static let logitTolerance = 1e-5
  /// Error relative to a tensor's norm; Keras itself differs by up to 5e-5.
  static let tolerance = 2e-4
  /// What is left of larger sums where a gradient nearly vanishes, relative to the largest norm.
  static let remainder = 1e-7

  @Test(arguments: ["inception_resnet_v2", "vgg16", "res_net_50", "dense_net_201"])
  func step(name: String) throws {
    let golden = try #require(try KerasGolden.load().cases[name])
    let graph = try ModelConfiguration.named(name).graph(
      height: golden.height, width: golden.width, classCount: KerasGoldenInput.classCount)
    let parameters = try KerasGoldenInput.parameters(graph)
    let pool = try ThreadPool(threadCount: 2)
    let network = try Network(
      graph: graph, parameters: parameters, batchSize: KerasGoldenInput.batchSize,
      mode: .training, pool: pool, convolutions: .direct)
    network.withInput { input in
      let images = GoldenInput.images(
        graph, salt: golden.imageSalt, count: KerasGoldenInput.batchSize)
      _ = input.update(fromContentsOf: images)
    }
    network.forward(count: KerasGoldenInput.batchSize)
    expectLogits(network, golden.inferenceLogits)
    network.forward(count: KerasGoldenInput.batchSize, training: true)
    expectLogits(network, golden.logits)
    let loss = SoftmaxCrossEntropy(of: graph.outputs[0]).lossAndGradient(
      network, labels: KerasGoldenInput.labels, weights: KerasGoldenInput.factors)
    #expect(abs(loss.mean / golden.loss - 1) < Self.logitTolerance)
    try network.backward()

    let tensors = parameters.layout
    let trained = tensors.filter(\.role.isTrainable)
    #expect(Set(trained.map(\.name)) == Set(golden.trained.keys))
    #expect(Set(tensors.map(\.name)).subtracting(trained.map(\.name)) == Set(golden.moving.keys))
    let largest = golden.trained.values.reduce(0) { max($0, $1[0]) }
    for tensor in trained {
      let expected = try #require(golden.trained[tensor.name])
      let gradient = try #require(network.gradient(named: tensor.name))
      expect(gradient, expected[0...1], tensor.name, Self.remainder * largest)
    }
    let before = try trained.map { try #require(parameters[$0.name]) }
    let optimizer = try Optimizer(kind: .sgd, parameters: parameters, pool: pool)
    let rate: Float = 0.01
    _ = optimizer.step(
      parameters, gradient: network.gradientBlock, learningRate: rate, penalty: 0)
    for (tensor, before) in zip(trained, before) {
      let expected = try #require(golden.trained[tensor.name])
      let change = zip(try #require(parameters[tensor.name]), before).map { $0 - $1 }
      // The first step is 1 + momentum times rate and gradient; the weights it changes are rounded.
      let remainder = 1.9 * Double(rate) * Self.remainder * largest + rounding(before)
      expect(change, expected[2...3], tensor.name, remainder)
    }
    for (name, expected) in golden.moving {
      expect(try #require(parameters[name]), expected[...], name, 0)
    }
  }

  /// The norm of what rounding may take from each weight, a unit in its last place.
  private func rounding(_ weights: [Float]) -> Double {
    weights.reduce(0) { $0 + Double($1.ulp) * Double($1.ulp) }.squareRoot()
  }

  private func expectLogits(_ network: Network, _ expected: [Double]) {
    let logits = network.scores(of: network.graph.outputs[0])
    let scale = expected.map(abs).max() ?? 1
    for (found, expected) in zip(logits, expected) {
      #expect(abs(Double(found) - expected) < Self.logitTolerance * scale)
    }
  }

  private func expect(
    _ values: [Float], _ expected: ArraySlice<Double>, _ name: String, _ remainder: Double
  ) {
    let tolerance = Self.tolerance * (expected.first ?? 0) + remainder
    for (found, expected) in zip(KerasGoldenInput.digest(name, values), expected) {
      #expect(
        abs(found - expected) <= tolerance, "\(name): \(found) instead of \(expected)")
    }
  }
}
