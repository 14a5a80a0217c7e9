import CustosNetwork
import Testing

@Suite struct GraphBuilderTests {
  @Test func samePaddingWithStrideTwoPutsTheOddPixelAtTheBottomRight() {
    var builder = GraphBuilder(name: "test", height: 112, width: 56)
    let layer = builder.convolution(builder.input, filters: 4, kernel: 7, stride: 2)
    #expect(builder.shape(of: layer) == Shape(height: 56, width: 28, channels: 4))
    guard case .convolution(let parameters) = builder.build().nodes[1].operation else {
      Issue.record("the layer is a convolution")
      return
    }
    #expect(parameters.padding == Padding(top: 2, left: 2, bottom: 3, right: 3))
  }

  @Test func poolingClampsItsWindowToTheMap() {
    var builder = GraphBuilder(name: "test", height: 3, width: 1)
    let layer = builder.averagePool(builder.input)
    #expect(builder.shape(of: layer) == Shape(height: 1, width: 1, channels: 3))
  }

  @Test func layersAreNumberedPerKind() {
    var builder = GraphBuilder(name: "test", height: 8, width: 8)
    let first = builder.convolution(builder.input, filters: 2, kernel: 3)
    let second = builder.convolution(
      builder.batchNormalization(first), filters: 2, kernel: 1, name: "named")
    _ = builder.convolution(second, filters: 2, kernel: 1, bias: false)
    let graph = builder.build()
    #expect(
      graph.nodes.map(\.name) == [
        "input_1", "conv2d_1", "batch_normalization_1", "named", "conv2d_2",
      ])
    #expect(graph.parameters.map(\.name).contains("named/kernel"))
    #expect(!graph.parameters.map(\.name).contains("conv2d_2/bias"))
  }
}
