import CustosNetwork
import CustosPlatform
import CustosTestRandom
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A teacher's probabilities in the loss, against the definition in float64.
@Suite struct TaughtCrossEntropyTests {
  /// Logits in float32 of about 3 against float64.
  private static let tolerance = 2e-5
  private static let (labels, weights) = ([3, 0], [Float(0.5), 2])
  private static let images: [[Float]] = [[0.5, -2], [3, 1]]

  private struct Linear {
    let network: Network
    let kernel: [Double]

    /// One dense layer of four units, with weights up to `size`.
    init(seed: UInt64, mode: Network.Mode, size: Float = 1) throws {
      var builder = GraphBuilder(name: "one layer", height: 1, width: 1, channels: 2)
      _ = builder.softmax(builder.dense(builder.flatten(builder.input), units: 4))
      let parameters = try Parameters(graph: builder.build())
      var random = SeededRandom(seed: seed)
      let kernel = (0..<8).map { _ in Float.random(in: -size...size, using: &random) }
      #expect(parameters.set("dense_1/kernel", to: kernel))
      self.kernel = kernel.map(Double.init)
      network = try Network(
        graph: builder.build(), parameters: parameters, batchSize: 2, mode: mode,
        pool: ThreadPool(threadCount: 1))
      for (place, image) in images.enumerated() { network.load(image, at: place) }
      network.forward(count: 2, training: mode == .training)
    }

    /// `softmax(logits / temperature)` of an image, by the definition.
    func probabilities(_ image: [Float], _ temperature: Double) -> [Double] {
      let powers = (0..<4).map { c in
        exp((0..<2).reduce(0.0) { $0 + Double(image[$1]) * kernel[$1 * 4 + c] } / temperature)
      }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
  }

  @Test(arguments: [Float(1), 4, 20], [(Float(0.9), Float(0)), (0.5, 0.1), (1, 0.3)])
  func lossAndGradient(temperature: Float, parts: (share: Float, smoothing: Float)) throws {
    let teacher = try Linear(seed: 5, mode: .inference)
    let student = try Linear(seed: 4, mode: .training)
    let network = student.network
    let hard = SoftmaxCrossEntropy(of: network.graph.outputs[0], smoothing: parts.smoothing)
    let loss = TaughtCrossEntropy(hard, temperature: temperature, share: parts.share)
      .lossAndGradient(
        network, teacher: teacher.network, labels: Self.labels, weights: Self.weights)
    try network.backward()

    let (heat, share) = (Double(temperature), Double(parts.share))
    var expectedLoss = 0.0
    var expected = [Double](repeating: 0, count: 8)
    for (place, image) in Self.images.enumerated() {
      let weight = Double(Self.weights[place])
      let plain = student.probabilities(image, 1)
      let (p, q) = (student.probabilities(image, heat), teacher.probabilities(image, heat))
      for c in 0..<4 {
        let target =
          (c == Self.labels[place] ? 1 - Double(parts.smoothing) : 0) + Double(parts.smoothing) / 4
        expectedLoss -= weight * (1 - share) * target * log(plain[c])
        expectedLoss += weight * share * heat * heat * q[c] * log(q[c] / p[c])
        let slope = (1 - share) * (plain[c] - target) + share * heat * (p[c] - q[c])
        for input in 0..<2 { expected[input * 4 + c] += weight / 2 * slope * Double(image[input]) }
      }
    }
    // Rounding of the logits counts temperature times as much.
    let bound = Self.tolerance * max(1, heat)
    #expect(abs(loss.sum - expectedLoss) < bound)
    let gradient = try #require(network.gradient(named: "dense_1/kernel"))
    for (found, expected) in zip(gradient, expected) {
      #expect(abs(Double(found) - expected) < bound)
    }
    #expect(loss.imageCount == 2 && loss.brokenImages.isEmpty)
  }

  /// Who knows as much as the teacher learns nothing from it.
  @Test func nothingIsLearntFromAnEqual() throws {
    let teacher = try Linear(seed: 4, mode: .inference)
    let network = try Linear(seed: 4, mode: .training).network
    let hard = SoftmaxCrossEntropy(of: network.graph.outputs[0])
    let loss = TaughtCrossEntropy(hard, temperature: 4, share: 1).lossAndGradient(
      network, teacher: teacher.network, labels: Self.labels, weights: Self.weights)
    try network.backward()
    #expect(loss.sum == 0)
    #expect(network.gradientBlock.allSatisfy { $0 == 0 })
  }

  /// The score counts what the labels say, whatever the teacher thinks.
  @Test func theScoreIsThatOfTheLabels() throws {
    let teacher = try Linear(seed: 5, mode: .inference)
    let network = try Linear(seed: 4, mode: .training).network
    let hard = SoftmaxCrossEntropy(of: network.graph.outputs[0])
    let plain = hard.loss(network, labels: Self.labels, weights: Self.weights)
    let taught = TaughtCrossEntropy(hard, temperature: 4, share: 0.9).lossAndGradient(
      network, teacher: teacher.network, labels: Self.labels, weights: Self.weights)
    #expect(taught.score == plain.score)
  }

  /// Logits far apart give no NaN, and a broken image is named once.
  @Test func extremeLogits() throws {
    let teacher = try Linear(seed: 5, mode: .inference, size: 1e4)
    let network = try Linear(seed: 4, mode: .training, size: 1e4).network
    let loss = TaughtCrossEntropy(
      SoftmaxCrossEntropy(of: network.graph.outputs[0]), temperature: 1, share: 0.5
    ).lossAndGradient(
      network, teacher: teacher.network, labels: Self.labels, weights: Self.weights)
    #expect(loss.sum.isFinite && loss.brokenImages.isEmpty)
    let broken = try Linear(seed: 4, mode: .training).network
    broken.load([.nan, 0], at: 1)
    broken.forward(count: 2, training: true)
    let bad = TaughtCrossEntropy(
      SoftmaxCrossEntropy(of: broken.graph.outputs[0]), temperature: 4, share: 0.5
    ).lossAndGradient(
      broken, teacher: teacher.network, labels: Self.labels, weights: Self.weights)
    #expect(bad.brokenImages == [1] && !bad.sum.isFinite)
  }
}
