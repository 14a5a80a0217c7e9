import CustosArchitectures
import CustosGoldenSupport
import CustosNetwork
import CustosPlatform
import CustosTraining
import Testing

/// One step of each rule on a whole network.
///
/// The first steps of Adadelta and Adam are little more than the gradient's sign: a gradient near 0 that
/// is off by a hair gives another step. Therefore the gradient is no part of the comparison
/// (`GoldenTests` holds it against PyTorch's). The formulas in float64 stand between PyTorch and the
/// optimiser, and each is given the very gradient that the other side has used:
/// PyTorch's step = formula(PyTorch's gradient), optimiser's step = formula(network's gradient).
/// No bound depends on the order of sums, which OpenBLAS chooses by the CPU.
@Suite struct OptimizerStepTests {
  /// The golden file's numbers have nine digits.
  static let goldenRounding = 5e-9
  /// Half the distance of neighbouring float32 numbers, relative to the larger.
  static let unit = 0x1p-24
  /// Roundings on the longest way from a gradient to its step: Adam's average (1) and squared average
  /// (2, halved by the root), root, sum with epsilon, rate, product and quotient; Adadelta has one less,
  /// SGD four. Ten units cover them with those that the products of errors add.
  static let stepRounding = 10 * unit

  struct Case {
    let golden: Golden.Case
    let graph: Graph
    let parameters: Parameters

    init(_ name: String) throws {
      golden = try #require(try Golden.load().cases[name])
      graph = try ModelConfiguration.named(name).graph(
        height: golden.height, width: golden.width, classCount: GoldenInput.classCount)
      parameters = try GoldenInput.parameters(graph)
    }

    func steps(_ kind: OptimizerKind) -> [String: Golden.Sample] {
      switch kind {
      case .adadelta: golden.adadelta
      case .sgd: golden.sgd
      case .adam, .adamw: golden.adam
      }
    }
  }

  @Test(arguments: ["vgg4", "res_net_4"], OptimizerTests.goldenKinds)
  func formulasAreThoseOfPyTorch(name: String, kind: OptimizerKind) throws {
    let test = try Case(name)
    let formula = FirstStep(exact: kind)
    for parameter in test.parameters.layout where parameter.role.isTrainable {
      let weights = try #require(test.parameters[parameter.name])
      let gradients = try #require(test.golden.gradients[parameter.name]).samples
      let steps = try #require(test.steps(kind)[parameter.name]).samples
      try #require(gradients.count == steps.count)
      // PyTorch was given the decimal constant.
      let decay = parameter.role == .kernel ? 2e-4 : 0.0
      for (place, (gradient, step)) in zip(gradients, steps).enumerated() {
        let weight = Double(weights[place * (weights.count - 1) / (gradients.count - 1)])
        let expected = formula.changes(
          gradient + decay * weight, error: Self.goldenRounding * abs(gradient))
        // PyTorch subtracts in float64, from weights below 2.
        let slack = Self.goldenRounding * abs(step) + 0x1p-52
        #expect(
          expected.contains(step, slack: slack),
          "element \(place) of \(parameter.name): \(step), not \(expected)")
      }
    }
  }

  @Test(arguments: ["vgg4", "res_net_4"], OptimizerTests.goldenKinds)
  func stepIsTheFormulas(name: String, kind: OptimizerKind) throws {
    let test = try Case(name)
    let parameters = test.parameters
    let pool = try ThreadPool(threadCount: 2)
    let network = try Network(
      graph: test.graph, parameters: parameters, batchSize: GoldenInput.batchSize, mode: .training,
      pool: pool)
    network.withInput { input in
      for (index, value) in GoldenInput.images(test.graph, salt: test.golden.imageSalt).enumerated()
      {
        input[index] = value
      }
    }
    network.forward(count: GoldenInput.batchSize, training: true)
    _ = SoftmaxCrossEntropy(of: test.graph.outputs[0]).lossAndGradient(
      network, labels: GoldenInput.labels, weights: GoldenInput.factors)
    try network.backward()
    let names = parameters.layout.filter(\.role.isTrainable)
    let before = try names.map { try #require(parameters[$0.name]) }
    let gradients = try names.map { try #require(network.gradient(named: $0.name)) }
    let optimizer = try Optimizer(kind: kind, parameters: parameters, pool: pool)
    let squares = optimizer.step(
      parameters, gradient: network.gradientBlock, learningRate: kind.defaultLearningRate,
      penalty: GoldenInput.penalty)
    // Sums of float32 blocks of squares against float64.
    #expect(abs(squares / test.golden.kernelSquares - 1) < 1e-6)
    let formula = FirstStep(rounded: kind)
    for (parameter, (before, gradient)) in zip(names, zip(before, gradients)) {
      let after = try #require(parameters[parameter.name])
      let decay = parameter.role == .kernel ? Double(2 * GoldenInput.penalty) : 0
      let wrong = after.indices.filter { index in
        let weight = Double(before[index])
        let penalty = decay * weight
        let total = Double(gradient[index]) + penalty
        // The penalty's product and the sum are rounded; where they cancel, that is all there is.
        let error = Self.unit * (abs(penalty) + abs(total)) * (1 + Self.unit)
        let expected = formula.changes(total, error: error)
        let size = max(abs(expected.lowerBound), abs(expected.upperBound))
        let slack = Self.stepRounding * size + Self.unit * abs(Double(after[index]))
        return !expected.contains(Double(after[index]) - weight, slack: slack)
      }
      #expect(
        wrong.isEmpty,
        "\(parameter.name): \(wrong.count) of \(after.count), the first at \(wrong.first ?? 0)")
    }
  }
}
