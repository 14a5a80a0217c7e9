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
  ///
  /// OpenBLAS counts apart. Its AVX-512 kernels for small products (SkylakeX, Cooperlake) copy the
  /// columns that are left over beside whole tiles of 64 into memory that they free when the product is
  /// done: at most one such copy a product, which the last layer's three columns need.
  @Test(arguments: [ModelConfiguration.vgg4, .resNet4], [1, 2])
  func stepAllocatesNoBuffers(configuration: ModelConfiguration, threads: Int) throws {
    try #require(
      allocation_counter_set_apart("cblas_sgemm"),
      "OpenBLAS is a library of its own, so that its allocations can be told from ours")
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
    let before = Counts()
    try step()
    let after = Counts()
    let count = after.own - before.own
    #expect(count < 400 && after.ownBytes - before.ownBytes <= 64 * count)
    let copies = after.openBLAS - before.openBLAS
    let longest = graph.nodes.map { Self.inner($0, of: graph) }.max() ?? 0
    // A layer has three products: output, kernel's and input's gradient.
    #expect(copies <= 3 * graph.nodes.count * threads)
    #expect(
      after.openBLASBytes - before.openBLASBytes <= copies * 63 * longest * MemoryLayout<Float>.size
    )
  }

  /// Products that a layer adds up for one output.
  private static func inner(_ node: Node, of graph: Graph) -> Int {
    switch node.operation {
    case .dense: graph.nodes[node.inputs[0]].shape.count
    case .convolution(let convolution):
      convolution.kernelHeight * convolution.kernelWidth
        * graph.nodes[node.inputs[0]].shape.channels
    default: 0
    }
  }

  private struct Counts {
    let own = allocation_count()
    let ownBytes = allocation_bytes()
    let openBLAS = allocation_count_apart()
    let openBLASBytes = allocation_bytes_apart()
  }
}
