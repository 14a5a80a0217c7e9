import CustosNetwork
import CustosPlatform
import CustosTestRandom
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Loss and gradient with smoothed labels against their definition in float64.
@Suite struct LabelSmoothingTests {
  @Test(arguments: [Float(0), 0.1, 0.75])
  func lossAndGradient(smoothing: Float) throws {
    var builder = GraphBuilder(name: "one layer", height: 1, width: 1, channels: 2)
    _ = builder.softmax(builder.dense(builder.flatten(builder.input), units: 4))
    let parameters = try Parameters(graph: builder.build())
    var random = SeededRandom(seed: 4)
    let kernel = (0..<8).map { _ in Float.random(in: -1...1, using: &random) }
    #expect(parameters.set("dense_1/kernel", to: kernel))
    let network = try Network(
      graph: builder.build(), parameters: parameters, batchSize: 2, mode: .training,
      pool: ThreadPool(threadCount: 1))
    let images: [[Float]] = [[0.5, -2], [3, 1]]
    let (labels, weights) = ([3, 0], [Float(0.5), 2])
    for (place, image) in images.enumerated() { network.load(image, at: place) }
    network.forward(count: 2, training: true)
    let loss = SoftmaxCrossEntropy(of: network.graph.outputs[0], smoothing: smoothing)
      .lossAndGradient(network, labels: labels, weights: weights)
    try network.backward()

    var expectedLoss = 0.0
    var expectedGradient = [Double](repeating: 0, count: 8)
    for (image, (label, weight)) in zip(images, zip(labels, weights)) {
      let logits = (0..<4).map { c in
        (0..<2).reduce(0.0) { $0 + Double(image[$1]) * Double(kernel[$1 * 4 + c]) }
      }
      let sum = logits.reduce(0) { $0 + exp($1) }
      for c in 0..<4 {
        let target = (c == label ? 1 - Double(smoothing) : 0) + Double(smoothing) / 4
        let probability = exp(logits[c]) / sum
        expectedLoss -= Double(weight) * target * log(probability)
        for input in 0..<2 {
          expectedGradient[input * 4 + c] +=
            Double(weight) / 2 * (probability - target) * Double(image[input])
        }
      }
    }
    #expect(abs(loss.sum - expectedLoss) < 1e-5)
    let gradient = try #require(network.gradient(named: "dense_1/kernel"))
    for (found, expected) in zip(gradient, expectedGradient) {
      #expect(abs(Double(found) - expected) < 1e-5)
    }
    #expect(loss.brokenImages.isEmpty)
  }

  @Test func brokenImagesAreFound() throws {
    var builder = GraphBuilder(name: "one layer", height: 1, width: 1, channels: 2)
    _ = builder.softmax(builder.dense(builder.flatten(builder.input), units: 4))
    let network = try Network(
      graph: builder.build(), parameters: Parameters(graph: builder.build()), batchSize: 3,
      mode: .training, pool: ThreadPool(threadCount: 1))
    for (place, value) in [Float(1), .nan, 2].enumerated() { network.load([value, 0], at: place) }
    network.forward(count: 3, training: true)
    let loss = SoftmaxCrossEntropy(of: network.graph.outputs[0]).loss(
      network, labels: [0, 1, 2], weights: [1, 1, 1])
    #expect(loss.brokenImages == [1] && !loss.sum.isFinite)
  }
}
