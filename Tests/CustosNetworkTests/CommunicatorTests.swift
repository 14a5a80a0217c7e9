import CustosNetwork
import CustosNetworkSupport
import CustosPlatform
import CustosTestRandom
import Testing

/// Several processes with a share of a batch each, for which threads stand in.
@Suite struct CommunicatorTests {
  /// Sums in another order, relative to a tensor's largest gradient: float32 rounds to 6e-8, sums have
  /// some hundred terms, and no layer of the network has a kink that rounding could pass.
  private static let tolerance = 1e-4

  private static func graph() throws -> Graph {
    var builder = GraphBuilder(name: "smooth", height: 8, width: 6)
    let first = builder.batchNormalization(
      builder.convolution(builder.input, filters: 6, kernel: 3))
    let second = builder.batchNormalization(
      builder.convolution(first, filters: 5, kernel: 3, stride: 2), scale: false)
    _ = builder.softmax(builder.dense(builder.globalAveragePool(second), units: 4))
    return try builder.build()
  }

  private struct Result {
    let loss: Double
    let gradients: [[Float]]
    let statistics: [[Float]]
  }

  /// One step with this process's images.
  private static func step(_ communicator: any Communicator, count: Int) throws -> Result {
    var random = SeededRandom(seed: 31)
    let graph = try graph()
    let parameters = try Parameters(graph: graph)
    for parameter in parameters.layout {
      let range: ClosedRange<Float> = parameter.role == .movingVariance ? 0.5...2 : -0.5...0.5
      _ = parameters.set(
        parameter.name,
        to: (0..<parameter.count).map { _ in Float.random(in: range, using: &random) })
    }
    let images = (0..<count).map { _ in
      // Away from 0, so that sums about 0 and about the first pixel differ.
      (0..<graph.nodes[0].shape.count).map { _ in Float.random(in: 2...3, using: &random) }
    }
    let labels = (0..<count).map { $0 % 4 }
    let weights = (0..<count).map { 0.5 + Float($0) }
    let own = communicator.shard().range(of: count)
    let network = try Network(
      graph: graph, parameters: parameters, batchSize: own.count, mode: .training,
      pool: ThreadPool(threadCount: 2), communicator: communicator)
    for (place, image) in images[own].enumerated() { network.load(image, at: place) }
    network.forward(count: own.count, of: count, training: true)
    let loss = SoftmaxCrossEntropy(of: graph.outputs[0]).lossAndGradient(
      network, labels: Array(labels[own]), weights: Array(weights[own]))
    try network.backwardOverBatch()
    let trained = parameters.layout.filter(\.role.isTrainable)
    return Result(
      loss: try communicator.sum([loss.sum])[0],
      gradients: trained.map { network.gradient(named: $0.name) ?? [] },
      statistics: parameters.layout.filter { !$0.role.isTrainable }.map {
        parameters[$0.name] ?? []
      })
  }

  private static func distance(_ found: [Float], _ expected: [Float]) -> Double {
    let scale = Double(max(expected.map(abs).max() ?? 0, 1e-3))
    return zip(found, expected).reduce(0) { max($0, abs(Double($1.0) - Double($1.1))) } / scale
  }

  @Test(arguments: [(2, 6), (2, 5), (3, 5)])
  func processesEqualOne(size: Int, count: Int) throws {
    let one = try Self.step(SingleProcess(), count: count)
    let several = try ProcessGroup(size: size).run { try Self.step($0, count: count) }
    for rank in several {
      #expect(abs(rank.loss / one.loss - 1) < Self.tolerance)
      for (found, expected) in zip(rank.gradients, one.gradients) {
        #expect(Self.distance(found, expected) < Self.tolerance)
      }
      for (found, expected) in zip(rank.statistics, one.statistics) {
        #expect(Self.distance(found, expected) < Self.tolerance)
      }
      // The same bits in all processes.
      #expect(rank.loss == several[0].loss)
      #expect(rank.gradients == several[0].gradients)
      #expect(rank.statistics == several[0].statistics)
    }
  }

  @Test func shardsCoverABatch() {
    for count in 1...5 {
      for length in 0...13 {
        let ranges = (0..<count).map { Shard($0, of: count).range(of: length) }
        #expect(ranges.flatMap { Array($0) } == Array(0..<length))
        let lengths = ranges.map(\.count)
        #expect(lengths == lengths.sorted(by: >))
        #expect((lengths.max() ?? 0) - (lengths.min() ?? 0) <= 1)
      }
    }
  }

  private final class Broken: Communicator {
    let rank = 0
    let size = 2
    var waitedSeconds = 0.0
    static let failure = CommunicationError("Rank 1 does not answer; start it again.")
    func exchange(
      sent: [UnsafeMutableRawBufferPointer], received: [UnsafeMutableRawBufferPointer],
      on channel: MessageChannel
    ) throws(CommunicationError) {
      throw Self.failure
    }
  }

  @Test func aFailureEndsTheStep() {
    #expect(throws: Broken.failure) { _ = try Self.step(Broken(), count: 4) }
  }
}
