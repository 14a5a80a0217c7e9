import CAllocationCounter
import CustosArchitectures
import CustosGoldenSupport
import CustosNetwork
import CustosPlatform
import Testing

/// The counter is one for all.
@Suite(
  .serialized,
  .enabled(if: allocation_counter_is_available(), "a sanitizer has its own malloc"))
struct AllocationTests {
  /// After the first step forward and backward passes take no memory but for the closures that
  /// threads are handed.
  @Test(arguments: [ModelConfiguration.vgg4, .resNet4], [1, 2])
  func stepAllocatesNoBuffers(configuration: ModelConfiguration, threads: Int) throws {
    allocation_counter_enter()
    defer { allocation_counter_leave() }
    let graph = try configuration.graph(
      height: 64, width: 32, classCount: GoldenInput.classCount)
    let network = try Network(
      graph: graph, parameters: try GoldenInput.parameters(graph), batchSize: GoldenInput.batchSize,
      mode: .training, pool: try ThreadPool(threadCount: threads), recomputing: threads == 2)
    let labels = GoldenInput.labels
    let weights = GoldenInput.factors
    let loss = SoftmaxCrossEntropy(of: graph.outputs[0])
    func step() throws {
      network.forward(count: GoldenInput.batchSize, training: true)
      _ = loss.lossAndGradient(network, labels: labels, weights: weights)
      try network.backward()
    }
    try step()
    let before = (count: allocation_count(), bytes: allocation_bytes())
    try step()
    let count = allocation_count() - before.count
    #expect(count < 400 && allocation_bytes() - before.bytes <= 64 * count)
  }
}
