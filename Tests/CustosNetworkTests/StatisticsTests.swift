import CustosNetwork
import CustosPlatform
import CustosTestRandom
import Testing

/// The stored statistics of batch normalisations, measured afresh over several batches.
@Suite struct StatisticsTests {
  /// Means of three batches in float32 against float64, for values of about 1.
  private static let tolerance = 1e-5
  private static let size = 4

  private static func network(_ mode: Network.Mode, frozen: Bool = false) throws -> Network {
    var builder = GraphBuilder(name: "two", height: 3, width: 2, channels: 2)
    let first = builder.relu(builder.batchNormalization(builder.input))
    let second = builder.batchNormalization(builder.convolution(first, filters: 3, kernel: 3))
    _ = builder.softmax(builder.dense(builder.flatten(second), units: 2))
    let graph = try builder.build()
    let parameters = try Parameters(graph: graph) {
      frozen && $0.name.hasPrefix("batch_normalization_1/")
    }
    var random = SeededRandom(seed: 31)
    for parameter in parameters.layout {
      let range: ClosedRange<Float> = parameter.role == .movingVariance ? 5...9 : -1...1
      #expect(
        parameters.set(
          parameter.name,
          to: (0..<parameter.count).map { _ in Float.random(in: range, using: &random) }))
    }
    return try Network(
      graph: graph, parameters: parameters, batchSize: size, mode: mode,
      pool: ThreadPool(threadCount: 2))
  }

  private static let batches: [[[Float]]] = {
    var random = SeededRandom(seed: 32)
    return (0..<3).map { batch in
      (0..<size).map { _ in
        (0..<12).map { _ in Float(batch) + Float.random(in: -2...2, using: &random) }
      }
    }
  }()

  private static func measure(_ network: Network) {
    for (number, batch) in batches.enumerated() {
      for (place, image) in batch.enumerated() { network.load(image, at: place) }
      network.measureStatistics(count: size, batch: number)
    }
  }

  /// The means over the batches of mean and unbiased variance, whatever was stored before.
  @Test(arguments: [Network.Mode.inference, .training])
  func theyAreTheMeansOverTheBatches(mode: Network.Mode) throws {
    let network = try Self.network(mode)
    Self.measure(network)
    for channel in 0..<2 {
      var (mean, variance) = (0.0, 0.0)
      for batch in Self.batches {
        let values = batch.flatMap { image in
          stride(from: channel, to: 12, by: 2).map { Double(image[$0]) }
        }
        let own = values.reduce(0, +) / Double(values.count)
        mean += own / 3
        variance += values.reduce(0) { $0 + ($1 - own) * ($1 - own) } / Double(values.count - 1) / 3
      }
      let found = try ["moving_mean", "moving_variance"].map {
        Double(try #require(network.parameters["batch_normalization_1/\($0)"])[channel])
      }
      #expect(abs(found[0] - mean) < Self.tolerance)
      #expect(abs(found[1] - variance) < Self.tolerance)
    }
    let once = network.parameters.snapshot()
    Self.measure(network)
    #expect(network.parameters.snapshot() == once)
  }

  /// A network for inference computes the same bits as one that is made for training.
  @Test func theModeMakesNoDifference() throws {
    let networks = try [Network.Mode.inference, .training].map { try Self.network($0) }
    networks.forEach(Self.measure)
    for parameter in networks[0].parameters.layout {
      #expect(networks[0].parameters[parameter.name] == networks[1].parameters[parameter.name])
    }
  }

  @Test func frozenOnesAndWeightsStay() throws {
    let network = try Self.network(.inference, frozen: true)
    let before = try Self.network(.inference, frozen: true).parameters
    Self.measure(network)
    for parameter in before.layout {
      let isMeasured =
        !parameter.role.isTrainable && parameter.name.hasPrefix("batch_normalization_2/")
      #expect(
        (network.parameters[parameter.name] != before[parameter.name]) == isMeasured,
        "\(parameter.name)")
    }
  }

  /// Training goes on with the layers' own momentum.
  @Test func theMomentumComesBack() throws {
    let networks = try [true, false].map { isMeasured in
      let network = try Self.network(.training)
      let before = network.parameters.snapshot()
      if isMeasured {
        Self.measure(network)
        #expect(network.parameters.restore(before))
      }
      for (place, image) in Self.batches[0].enumerated() { network.load(image, at: place) }
      network.forward(count: Self.size, training: true)
      return network
    }
    #expect(networks[0].parameters.snapshot() == networks[1].parameters.snapshot())
  }
}
