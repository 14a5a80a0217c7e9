import CustosNetwork
import CustosNetworkSupport
import CustosPlatform
import CustosTestRandom
import Testing

/// Sums along the tree of shards: the same bits for every number of processes and threads.
@Suite struct ShardTests {
  /// All kinds of layers with sums over images: convolutions by OpenBLAS, by the own kernel, by Winograd's
  /// algorithm with blocks of one thread and of all, strided and 1x1 ones, a shift, dense, normalisations.
  private static func graph(_ channels: Int, scale: Int = 1) throws -> Graph {
    var builder = GraphBuilder(name: "sums", height: 12 * scale, width: 10 * scale)
    var node = builder.convolution(builder.input, filters: channels, kernel: 3)
    node = builder.relu(builder.batchNormalization(node))
    node = builder.relu(builder.convolution(node, filters: channels, kernel: 3))
    node = builder.batchNormalization(builder.convolution(node, filters: 16, kernel: 1))
    node = builder.relu(builder.convolution(node, filters: 32, kernel: 3, stride: 2))
    node = builder.convolution(node, filters: 6, kernel: 3)
    node = builder.maxPool(node, size: 2, stride: 2)
    node = builder.relu(
      builder.batchNormalization(builder.convolution(node, filters: 32, kernel: 3)))
    node = builder.maxPool(node, size: 2, stride: 2)
    node = builder.relu(
      builder.batchNormalization(builder.convolution(node, filters: 32, kernel: 3)))
    _ = builder.softmax(builder.dense(builder.flatten(node), units: 5))
    return try builder.build()
  }

  private struct Step: Equatable {
    let gradients: [Float]
    let weights: [Float]
    let scores: [Float]
  }

  /// Steps with this process's images, the last ones of batches that are not full: some shards are empty, and
  /// processes that have no others.
  private static func steps(
    _ communicator: any Communicator, threads: Int, shards: Int?, channels: Int,
    _ convolutions: ConvolutionChoice, mostCachedShards: Int,
    wire: WireFormat = .float32, scale: Int = 1,
    restored: [Float]? = nil, finally: (Network) throws -> Void = { _ in }
  ) throws -> [Step] {
    var random = SeededRandom(seed: 5)
    let graph = try graph(channels, scale: scale)
    let parameters = try Parameters(graph: graph)
    for parameter in parameters.layout {
      let range: ClosedRange<Float> = parameter.role == .movingVariance ? 0.5...2 : -0.2...0.2
      _ = parameters.set(
        parameter.name,
        to: (0..<parameter.count).map { _ in Float.random(in: range, using: &random) })
    }
    let shard = communicator.shard(of: shards)
    let network = try Network(
      graph: graph, parameters: parameters, batchSize: shard.range(of: 21).count, mode: .training,
      pool: ThreadPool(threadCount: threads), convolutions: convolutions,
      communicator: communicator,
      shards: shards.map { _ in ShardTree(shard, single: wire == .bfloat16) },
      wholeBatchSize: 21, wire: wire, mostCachedShards: mostCachedShards)
    if let restored {
      network.restoreRoundingErrors { row, elements in
        _ = elements.update(
          fromContentsOf: restored[row * elements.count..<(row + 1) * elements.count])
      }
    }
    let steps = try [21, 13, 10, 3].map { count in
      let images = (0..<count).map { _ in
        (0..<graph.nodes[0].shape.count).map { _ in Float.random(in: -1...3, using: &random) }
      }
      let own = shard.range(of: count)
      for (place, image) in images[own].enumerated() { network.load(image, at: place) }
      network.forward(count: own.count, of: count, training: true)
      let scores = own.indices.flatMap { network.result(of: $0 - own.lowerBound) }
      _ = SoftmaxCrossEntropy(of: graph.outputs[0]).lossAndGradient(
        network, labels: own.map { $0 % 5 }, weights: own.map { 0.5 + Float($0) })
      try network.backwardOverBatch()
      return Step(
        gradients: Array(network.gradientBlock), weights: parameters.snapshot(), scores: scores)
    }
    try finally(network)
    return steps
  }

  @Test(
    arguments: [8, 5],
    [
      (16, ConvolutionChoice.direct), (16, .winograd), (160, .winograd), (160, .fastest),
    ])
  func processesAndThreadsDoNotMatter(
    shards: Int, network: (channels: Int, convolutions: ConvolutionChoice)
  ) throws {
    func run(
      _ size: Int, threads: Int, shards: Int?, mostCached: Int = .max
    ) throws -> [[Step]] {
      try ProcessGroup(size: size).run {
        try Self.steps(
          $0, threads: threads, shards: shards, channels: network.channels, network.convolutions,
          mostCachedShards: mostCached)
      }
    }
    // Each shard's gradients of kernels are written to memory.
    let reference = try Self.steps(
      SingleProcess(), threads: 1, shards: shards, channels: network.channels,
      network.convolutions, mostCachedShards: 0)
    #expect(reference[0].gradients.contains { $0 != 0 })
    for (size, threads, mostCached) in [
      (1, 1, 1), (1, 2, .max), (1, 3, 2), (2, 1, .max), (2, 2, 0), (3, 1, .max), (4, 2, 1),
      (shards, 1, .max), (shards, 2, 0),
    ] {
      let ranks = try run(size, threads: threads, shards: shards, mostCached: mostCached)
      for (place, step) in reference.enumerated() {
        for rank in ranks {
          // Compared first: a failure would print all numbers.
          let isEqual =
            rank[place].gradients == step.gradients && rank[place].weights == step.weights
          #expect(isEqual, "\(size) x \(threads), \(mostCached)")
        }
        #expect(ranks.flatMap { $0[place].scores } == step.scores)
      }
    }
    // Another order of sums: near, not equal, relative to the largest gradient.
    let plain = try run(1, threads: 1, shards: nil)[0]
    for (found, expected) in zip(reference, plain) {
      let scale = expected.gradients.map(abs).max() ?? 0
      for (a, b) in zip(found.gradients, expected.gradients) { #expect(abs(a - b) < scale * 1e-4) }
    }
    #expect(reference != plain)
  }

  /// Gradients that travel as bfloat16: rounded alike by every number of processes, whether they send shards or
  /// sums of them. What is lost is made up for: gradients rounded on their own would be off by up to 2^-9 of
  /// their shards' in each step, sums of several steps less than that of one.
  @Test(arguments: [8, 4, 5])
  func roundedGradientsAreTheSame(shards: Int) throws {
    func run(_ size: Int, threads: Int, _ wire: WireFormat) throws -> [[Step]] {
      try ProcessGroup(size: size).run {
        try Self.steps(
          $0, threads: threads, shards: shards, channels: 16, .winograd, mostCachedShards: .max,
          wire: wire)
      }
    }
    let reference = try Self.steps(
      SingleProcess(), threads: 1, shards: shards, channels: 16, .winograd, mostCachedShards: 0,
      wire: .bfloat16)
    for (size, threads) in [(1, 2), (2, 1), (3, 1), (4, 1), (shards, 1)] {
      for rank in try run(size, threads: threads, .bfloat16) {
        for (found, expected) in zip(rank, reference) {
          let isEqual = found.gradients == expected.gradients
          #expect(isEqual, "\(size) processes")
        }
      }
    }
    let exact = try run(1, threads: 1, .float32)[0]
    #expect(reference[0].gradients.allSatisfy { $0.bitPattern & 0xFFFF == 0 })
    #expect(exact[0].gradients != reference[0].gradients)
    for (found, expected) in zip(reference, exact) {
      let scale = expected.gradients.map(abs).max() ?? 0
      for (a, b) in zip(found.gradients, expected.gradients) { #expect(abs(a - b) < scale * 0.02) }
    }
  }

  /// What rounding has lost is the same for every number of processes, also when it was put back in others and
  /// no step has followed.
  @Test func lossesAreGathered() throws {
    func losses(_ size: Int, restoring saved: [Float]? = nil) throws -> [Float]? {
      try ProcessGroup(size: size).run { communicator in
        var lost: [Float]?
        _ = try Self.steps(
          communicator, threads: 1, shards: 4, channels: 16, .direct, mostCachedShards: .max,
          wire: .bfloat16
        ) { network in
          if let saved {
            let count = saved.count / 5
            network.restoreRoundingErrors { row, elements in
              _ = elements.update(fromContentsOf: saved[row * count..<(row + 1) * count])
            }
          }
          lost = try network.gatherRoundingErrors().map { Array($0.elements) }
        }
        return lost
      }[0]
    }
    let alone = try #require(try losses(1))
    #expect(alone.contains { $0 != 0 })
    for size in 2...4 { #expect(try losses(size) == alone) }
    for size in 1...3 { #expect(try losses(size, restoring: alone) == alone) }
  }

  /// Steps that follow on losses put back keep each process's part of the sum alone.
  @Test func lossesAreGatheredBehindRestoredOnes() throws {
    func losses(_ size: Int, _ saved: [Float]? = nil) throws -> [Float]? {
      try ProcessGroup(size: size).run { communicator in
        var lost: [Float]?
        _ = try Self.steps(
          communicator, threads: 1, shards: 4, channels: 16, .direct, mostCachedShards: .max,
          wire: .bfloat16,
          restored: saved,
          finally: { lost = try $0.gatherRoundingErrors().map { Array($0.elements) } })
        return lost
      }[0]
    }
    let saved = try losses(1)
    let alone = try losses(1, saved)
    for size in 2...4 {
      let isEqual = try losses(size, saved) == alone
      #expect(isEqual, "\(size) processes")
    }
  }

  /// Shards with more rows than a block.
  @Test func shardsOfSeveralBlocks() throws {
    func steps(_ shards: Int?) throws -> [Step] {
      try Self.steps(
        SingleProcess(), threads: 1, shards: shards, channels: 16, .direct, mostCachedShards: 0,
        scale: 2)
    }
    for (found, expected) in zip(try steps(2), try steps(nil)) {
      let scale = expected.gradients.map(abs).max() ?? 0
      let distance = zip(found.gradients, expected.gradients).map { abs($0 - $1) }.max() ?? 0
      #expect(distance < scale * 1e-4)
    }
  }

  /// Counts the bytes of gradients.
  private final class Meter: Communicator {
    let inner: any Communicator
    var bytes = 0
    var rank: Int { inner.rank }
    var size: Int { inner.size }
    var waitedSeconds = 0.0
    init(_ inner: any Communicator) { self.inner = inner }
    func exchange(
      sent: [UnsafeMutableRawBufferPointer], received: [UnsafeMutableRawBufferPointer],
      on channel: MessageChannel
    ) throws(CommunicationError) {
      if channel == .gradients {
        bytes += sent.enumerated().reduce(0) { $0 + ($1.offset == rank ? 0 : $1.element.count) }
      }
      try inner.exchange(sent: sent, received: received, on: channel)
    }
  }

  @Test func roundedGradientsTakeHalfTheBytes() throws {
    func bytes(_ wire: WireFormat) throws -> [Int] {
      try ProcessGroup(size: 4).run {
        let meter = Meter($0)
        _ = try Self.steps(
          meter, threads: 1, shards: 4, channels: 16, .direct, mostCachedShards: .max, wire: wire)
        return meter.bytes
      }
    }
    #expect(try bytes(.bfloat16).map { 2 * $0 } == bytes(.float32))
  }

  /// Every node is made of the largest ones that processes have, and each shard is in one.
  @Test func nodesCoverTheShards() {
    for count in 1...13 {
      for size in 1...count {
        let nodes = (0..<size).flatMap { rank in
          ShardTree(Shard(Shard(rank, of: size).range(of: count), of: count)).nodes
        }
        #expect(nodes.flatMap { Array($0) } == Array(0..<count))
      }
      #expect(ShardTree(count: count).nodes == [0..<count])
    }
  }
}
