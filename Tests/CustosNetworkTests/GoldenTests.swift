import CustosArchitectures
import CustosGoldenSupport
import CustosNetwork
import CustosPlatform
import Testing

/// Forward and backward passes against PyTorch in float64.
@Suite struct GoldenTests {
  /// float32 through up to 30 layers against float64, relative to the largest logit.
  static let logitTolerance = 5e-5
  /// Error of a tensor's gradient relative to its norm; 1.2e-5 is the worst that was seen.
  static let gradientTolerance = 1e-4
  /// The same where Winograd's larger rounding can take one of the ReLUs to the other side of 0,
  /// whose share of the gradients then changes: the pictures were chosen so that float32 sums do
  /// not.
  static let winogradGradientTolerance = 2e-2

  static func graph(_ name: String, _ golden: Golden.Case) throws -> Graph {
    if name == "all_layers" {
      return try GoldenInput.allLayers(height: golden.height, width: golden.width)
    }
    return try ModelConfiguration.named(name).graph(
      height: golden.height, width: golden.width, classCount: GoldenInput.classCount)
  }

  @Test(arguments: ["vgg4", "vgg_global_average", "res_net_4", "all_layers"], [1, 2, 3])
  func passes(name: String, threads: Int) throws {
    try check(name, threads: threads, .direct, Self.gradientTolerance)
  }

  @Test(arguments: ["vgg4", "res_net_4"], [1, 3])
  func passesOfWinograd(name: String, threads: Int) throws {
    try check(name, threads: threads, .winograd, Self.winogradGradientTolerance)
  }

  /// What training runs: Winograd's algorithm for some of the layers.
  @Test(arguments: ["vgg4", "res_net_4"])
  func passesOfTheFastestChoice(name: String) throws {
    try check(name, threads: 2, .fastest, Self.winogradGradientTolerance)
  }

  private func check(
    _ name: String, threads: Int, _ convolutions: ConvolutionChoice, _ tolerance: Double
  ) throws {
    let golden = try #require(try Golden.load().cases[name])
    let graph = try Self.graph(name, golden)
    let parameters = try GoldenInput.parameters(graph)
    let network = try Network(
      graph: graph, parameters: parameters, batchSize: GoldenInput.batchSize + 1, mode: .training,
      pool: try ThreadPool(threadCount: threads), convolutions: convolutions)
    network.withInput { input in
      for (index, value) in GoldenInput.images(graph, salt: golden.imageSalt).enumerated() {
        input[index] = value
      }
    }
    network.forward(count: GoldenInput.batchSize)
    expectLogits(network, golden.inferenceLogits)
    network.forward(count: GoldenInput.batchSize, training: true)
    expectLogits(network, golden.logits)
    let loss = SoftmaxCrossEntropy(of: graph.outputs[0]).lossAndGradient(
      network, labels: GoldenInput.labels, weights: GoldenInput.factors)
    try network.backward()
    #expect(abs(loss.mean / golden.loss - 1) < Self.logitTolerance)
    #expect(abs(parameters.kernelSquares() / golden.kernelSquares - 1) < 1e-6)

    let trained = parameters.layout.filter(\.role.isTrainable)
    #expect(Set(trained.map(\.name)) == Set(golden.gradients.keys))
    for parameter in trained {
      let expected = try #require(golden.gradients[parameter.name])
      let found = try #require(network.gradient(named: parameter.name))
      expect(found, expected, parameter.name, tolerance)
    }
    for parameter in parameters.layout where !parameter.role.isTrainable {
      let expected = try #require(golden.moving[parameter.name])
      expect(
        try #require(parameters[parameter.name]), expected, parameter.name,
        Self.gradientTolerance)
    }
  }

  /// Modes with shared or unfused memory compute the very same forward pass.
  @Test(arguments: ["vgg4", "res_net_4", "all_layers"])
  func modesAgree(name: String) throws {
    let golden = try #require(try Golden.load().cases[name])
    let graph = try Self.graph(name, golden)
    let parameters = try GoldenInput.parameters(graph)
    let pool = try ThreadPool(threadCount: 2)
    var results: [[Float]] = []
    for mode in [Network.Mode.training, .inference, .observation] {
      let network = try Network(
        graph: graph, parameters: parameters, batchSize: GoldenInput.batchSize, mode: mode,
        pool: pool)
      network.withInput { input in
        for (index, value) in GoldenInput.images(graph, salt: golden.imageSalt).enumerated() {
          input[index] = value
        }
      }
      network.forward(count: GoldenInput.batchSize)
      results.append((0..<GoldenInput.batchSize).flatMap(network.result))
      let kept = graph.nodes.indices.filter { network.activation(of: $0) != nil }
      #expect(kept.count == graph.nodes.count || mode != .observation)
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }

  private func expectLogits(_ network: Network, _ expected: [Double]) {
    guard let logits = network.activation(of: network.graph.logits) else {
      Issue.record("the logits are kept")
      return
    }
    let scale = expected.map(abs).max() ?? 1
    for (found, expected) in zip(logits, expected) {
      #expect(abs(Double(found) - expected) < Self.logitTolerance * scale)
    }
  }

  private func expect(
    _ values: [Float], _ golden: Golden.Sample, _ name: String, _ relative: Double
  ) {
    let norm = values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    // A bias before a batch normalisation has no gradient but for rounding.
    let tolerance = relative * golden.norm + 1e-9
    #expect(abs(norm - golden.norm) < tolerance, "norm of \(name)")
    let last = golden.samples.count - 1
    for (place, expected) in golden.samples.enumerated() {
      let found = Double(values[place * (values.count - 1) / last])
      #expect(abs(found - expected) < tolerance, "element \(place) of \(name)")
    }
  }
}
