import CustosNetwork
import CustosPlatform
import CustosTestRandom
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The loss of a page network and its gradient against the definition in float64.
@Suite struct PageLossTests {
  /// Logits in float32 of up to 4, and sums over a few dozen cells.
  private static let tolerance = 2e-5
  private static let (height, width, groups) = (3, 4, 2)
  private static let channels = [groups, 4, 3, 5]
  private static let expectedCount: Float = 2.5

  /// A network that hands its input's channels on as the four outputs, by kernels of ones and zeros.
  private struct Fixture {
    let network: Network
    let images: [[Float]]

    init(mode: Network.Mode, spread: Float = 4) throws {
      let total = channels.reduce(0, +)
      var builder = GraphBuilder(name: "maps", height: height, width: width, channels: total)
      for (index, count) in channels.enumerated() {
        builder.output(
          "\(index)",
          builder.convolution(builder.input, filters: count, kernel: 1, name: "part\(index)"))
      }
      let graph = try builder.build()
      let parameters = try Parameters(graph: graph)
      var first = 0
      for (index, count) in channels.enumerated() {
        var kernel = [Float](repeating: 0, count: total * count)
        for channel in 0..<count { kernel[(first + channel) * count + channel] = 1 }
        #expect(parameters.set("part\(index)/kernel", to: kernel))
        first += count
      }
      network = try Network(
        graph: graph, parameters: parameters, batchSize: 2, mode: mode,
        pool: ThreadPool(threadCount: 2))
      var random = SeededRandom(seed: 6)
      images = (0..<2).map { _ in
        (0..<height * width * total).map { _ in Float.random(in: -spread...spread, using: &random) }
      }
      for (place, image) in images.enumerated() { network.load(image, at: place) }
      network.forward(count: 2, training: mode == .training)
    }

    /// The value of an output, read from the input.
    func value(_ output: Int, image: Int, cell: Int, channel: Int) -> Double {
      let total = channels.reduce(0, +)
      return Double(images[image][cell * total + channels[..<output].reduce(0, +) + channel])
    }
  }

  private let targets: PageTargets = {
    var random = SeededRandom(seed: 8)
    var heat = (0..<2 * height * width * groups).map { _ in
      Float.random(in: 0...0.9, using: &random)
    }
    let centres: [PageTargets.Centre] = [
      .init(image: 0, cell: 5, group: 1, box: [0.2, 0.9, 0.5, -1], position: 2, classIndex: 4),
      .init(image: 0, cell: 7, group: 0, box: [0.5, 0.1, -2, 0.3], position: nil, classIndex: 0),
      .init(image: 1, cell: 0, group: 0, box: [0, 0, 1, 1], position: 0, classIndex: 1),
    ]
    for centre in centres {
      heat[(centre.image * height * width + centre.cell) * groups + centre.group] = 1
    }
    return PageTargets(heat: heat, centres: centres)
  }()

  private func crossEntropy(_ logits: [Double], _ label: Int) -> (loss: Double, slopes: [Double]) {
    let sum = logits.reduce(0) { $0 + exp($1) }
    return (
      log(sum) - logits[label],
      logits.indices.map { exp(logits[$0]) / sum - ($0 == label ? 1 : 0) }
    )
  }

  /// The focal loss of a logit by its definition.
  private func focal(_ x: Double, _ y: Double) -> Double {
    let p = 1 / (1 + exp(-x))
    return y == 1 ? -pow(1 - p, 2) * log(p) : -pow(1 - y, 4) * pow(p, 2) * log(1 - p)
  }

  @Test func lossAndGradient() throws {
    let fixture = try Fixture(mode: .training)
    let network = fixture.network
    let loss = PageLoss(outputs: network.graph.outputs, expectedCount: Self.expectedCount)
      .lossAndGradient(network, targets)
    try network.backward()

    let count = Double(Self.expectedCount)
    var expected = 0.0
    // Gradients of the biases are the sums of the gradients at the outputs.
    var slopes = Self.channels.map { [Double](repeating: 0, count: $0) }
    for image in 0..<2 {
      for cell in 0..<Self.height * Self.width {
        for group in 0..<Self.groups {
          let x = fixture.value(0, image: image, cell: cell, channel: group)
          let place = (image * Self.height * Self.width + cell) * Self.groups + group
          let y = Double(targets.heat[place])
          expected += focal(x, y) / count
          slopes[0][group] += (focal(x + 1e-5, y) - focal(x - 1e-5, y)) / 2e-5 / count / 2
        }
      }
    }
    for centre in targets.centres {
      func row(_ output: Int) -> [Double] {
        (0..<Self.channels[output]).map {
          fixture.value(output, image: centre.image, cell: centre.cell, channel: $0)
        }
      }
      for (index, value) in row(1).enumerated() {
        let difference = value - Double(centre.box[index])
        expected += abs(difference) / count
        slopes[1][index] += (difference > 0 ? 1 : -1) / count / 2
      }
      for (output, label) in [(2, centre.position), (3, centre.classIndex)] {
        guard let label else { continue }
        let part = crossEntropy(row(output), label)
        expected += part.loss / count
        for (index, slope) in part.slopes.enumerated() {
          slopes[output][index] += slope / count / 2
        }
      }
    }
    #expect(abs(loss.sum - expected) < Self.tolerance * 10)
    for (output, expected) in slopes.enumerated() {
      let found = try #require(network.gradient(named: "part\(output)/bias"))
      for (found, expected) in zip(found, expected) {
        #expect(abs(Double(found) - expected) < Self.tolerance, "output \(output)")
      }
    }
    #expect(loss.imageCount == 2 && loss.brokenImages.isEmpty)
  }

  /// A centre is right where its group's logit is above 0 and its position, if known, the largest.
  @Test func theScoreCountsWhatIsFoundAndPlacedRight() throws {
    let fixture = try Fixture(mode: .inference)
    let loss = PageLoss(outputs: fixture.network.graph.outputs, expectedCount: 1)
      .loss(fixture.network, targets)
    var shares = [(0.0, 0.0), (0.0, 0.0)]
    for centre in targets.centres {
      func value(_ output: Int, _ channel: Int) -> Double {
        fixture.value(output, image: centre.image, cell: centre.cell, channel: channel)
      }
      let isPlaced = centre.position.map { label in
        (0..<3).allSatisfy { value(2, $0) <= value(2, label) }
      }
      shares[centre.image].1 += 1
      if value(0, centre.group) > 0 && isPlaced ?? true { shares[centre.image].0 += 1 }
    }
    #expect(abs(loss.score - shares.reduce(0) { $0 + $1.0 / $1.1 }) < 1e-12)
    let empty = PageTargets(heat: targets.heat.map { _ in 0 }, centres: [])
    let score = PageLoss(outputs: fixture.network.graph.outputs, expectedCount: 1)
      .loss(fixture.network, empty).score
    #expect(score == 2)
  }

  /// Logits far apart give no NaN; a broken image is named.
  @Test func extremeLogits() throws {
    let fixture = try Fixture(mode: .training, spread: 1e4)
    let network = fixture.network
    let loss = PageLoss(outputs: network.graph.outputs, expectedCount: 1)
    let far = loss.lossAndGradient(network, targets)
    try network.backward()
    #expect(far.sum.isFinite && far.brokenImages.isEmpty)
    #expect(network.gradientBlock.allSatisfy { $0.isFinite })
    network.load([Float](repeating: .nan, count: network.imageSize), at: 1)
    network.forward(count: 2, training: true)
    #expect(loss.lossAndGradient(network, targets).brokenImages == [1])
  }
}
