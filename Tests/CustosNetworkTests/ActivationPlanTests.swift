import CustosArchitectures
import CustosGoldenSupport
import CustosPlatform
import CustosTestRandom
import Testing

@testable import CustosNetwork

@Suite struct ActivationPlanTests {
  @Test func tensorsNeededTogetherDoNotOverlap() {
    var random = SeededRandom(seed: 5)
    for _ in 0..<50 {
      var arena = MemoryArena()
      var items: [(size: Int, steps: ClosedRange<Int>)] = []
      for _ in 0..<40 {
        let first = Int.random(in: 0..<60, using: &random)
        let size = Int.random(in: 1...200, using: &random) * 16
        let steps = first...first + Int.random(in: 0..<20, using: &random)
        #expect(arena.add(size, steps) == items.count)
        items.append((size, steps))
      }
      let offsets = arena.offsets()
      for (a, itemA) in items.enumerated() {
        #expect(offsets[a] >= 0 && offsets[a] + itemA.size <= arena.count)
        for (b, itemB) in items.enumerated() where b > a && itemA.steps.overlaps(itemB.steps) {
          #expect(
            offsets[a] + itemA.size <= offsets[b] || offsets[b] + itemB.size <= offsets[a])
        }
      }
    }
  }

  @Test func lifetimesThatFollowEachOtherShareMemory() {
    var arena = MemoryArena()
    _ = arena.add(100, 0...2)
    _ = arena.add(50, 2...5)
    _ = arena.add(100, 3...9)
    #expect(arena.offsets() == [0, 112, 0])
    #expect(arena.count == 176)
  }

  /// Computing outputs again gives the same bits and takes little more than half the memory, with
  /// residual blocks two thirds.
  @Test(arguments: [ModelConfiguration.vgg4, .resNet4])
  func recomputing(configuration: ModelConfiguration) throws {
    let graph = try configuration.graph(
      height: 64, width: 32, classCount: GoldenInput.classCount)
    let parameters = try GoldenInput.parameters(graph)
    let networks = try [false, true].map { recomputing in
      let network = try Network(
        graph: graph, parameters: parameters, batchSize: GoldenInput.batchSize, mode: .training,
        pool: try ThreadPool(threadCount: 2), recomputing: recomputing)
      network.withInput { input in
        _ = input.update(fromContentsOf: GoldenInput.images(graph, salt: 1))
      }
      network.forward(count: GoldenInput.batchSize, training: true)
      _ = SoftmaxCrossEntropy(of: graph.outputs[0]).lossAndGradient(
        network, labels: GoldenInput.labels, weights: GoldenInput.factors)
      try network.backward()
      return network
    }
    #expect(networks[0].gradientBlock.elementsEqual(networks[1].gradientBlock))
    let share = Double(networks[1].plan.count) / Double(networks[0].plan.count)
    #expect(share < (configuration == .vgg4 ? 0.6 : 0.8))
  }
}
