import CCustosKernels
import CustosEngineChecks
import CustosModelFile
import Testing

@testable import CustosEngine

/// The model of time with made-up rates, so that what it should say can be worked out.
@Suite struct WinogradCostTests {
  private static func cost(
    height: Int, width: Int, channels: Int, threads: Int = 1, bytes: Float = 1e9, pairs: Float = 1e9
  ) throws -> WinogradCost {
    var graph = GraphBuilder(height: height, width: width, seed: 1)
    graph.convolve(0, channels: channels, window: Window(kernelHeight: 1, kernelWidth: 1))
    graph.convolve(
      1, channels: channels,
      window: Window(
        kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1, paddingBottom: 1,
        paddingRight: 1))
    graph.globalSum(2)
    let model = graph.build()
    guard case .convolution(let layer) = model.operators[1] else {
      throw ModelError("operator 1", expected: "a convolution", found: model.operators[1].name)
    }
    var kernel = custos_winograd_kernel()
    kernel.products_per_cycle = 10
    kernel.direct_products_per_cycle = 10
    kernel.input_products = 80
    kernel.output_products = 120
    kernel.pairs_per_cycle = pairs
    kernel.weight_bytes_per_cycle = bytes
    kernel.fetched_bytes_per_cycle = bytes
    return WinogradCost(layer, model, kernel: kernel, threads: threads)
  }

  /// 16 x 16 outputs are 16 tiles of 36 products; directly they take 9 products per pixel.
  @Test func productsAreCounted() throws {
    let cost = try Self.cost(height: 16, width: 16, channels: 64)
    #expect(cost.direct == 9 * 256 * 64 * 64 / 10.0)
    let transforms = 16.0 * (80 * 64 + 120 * 64)
    #expect(cost.ahead == (16 * 36 * 64 * 64 + transforms) / 10)
    #expect(cost.fastest == .ahead)
  }

  @Test func threadsShareTheWorkButNotTheMemory() throws {
    let one = try Self.cost(height: 16, width: 16, channels: 64)
    let two = try Self.cost(height: 16, width: 16, channels: 64, threads: 2)
    #expect(two.direct == one.direct / 2 && two.ahead == one.ahead / 2)
    // The memory is so slow that only bytes count: 72 or 9 per pair.
    let slow = try Self.cost(height: 16, width: 16, channels: 64, threads: 2, bytes: 0.0625)
    #expect(slow.ahead == 72 * 64 * 64 * 16 && slow.inUse == 9 * 64 * 64 * 16)
  }

  @Test func slowMemoryLeavesTheTransformForLater() throws {
    let cost = try Self.cost(height: 16, width: 16, channels: 64, bytes: 0.5)
    #expect(cost.inUse < cost.ahead && cost.fastest == .inUse)
  }

  /// On a map of one pixel, a direct window sees one tap.
  @Test func tinyMapsAreConvolvedDirectly() throws {
    #expect(try Self.cost(height: 1, width: 1, channels: 64).fastest == nil)
  }
}
