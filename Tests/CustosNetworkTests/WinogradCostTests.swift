import Testing

@testable import CustosNetwork

/// The model that chooses between Winograd's algorithm and matrix products.
@Suite struct WinogradCostTests {
  private func cost(
    _ direction: ConvolutionAlgorithms.Direction, height: Int, width: Int, inputs: Int,
    outputs: Int, images: Int
  ) throws -> WinogradCost {
    var builder = GraphBuilder(name: "one", height: height, width: width, channels: inputs)
    let layer = builder.convolution(builder.input, filters: outputs, kernel: 3)
    _ = builder.softmax(builder.dense(builder.flatten(layer), units: 2))
    let graph = try builder.build()
    let shape = try #require(ConvolutionShape(graph, graph.nodes[1]))
    let tiles = try #require(shape.winograd(direction))
    return WinogradCost(tiles, direction, directTaps: shape.taps.count, images: images)
  }

  /// A map of 10x6 with 32 channels to one with 48, three images: 3 x 2 tiles an image, 18 in all (a
  /// multiple of six), 180 pixels, 1536 kernel values a position or tap. The input's gradient reads the
  /// 48 channels.
  @Test func timesFollowTheModel() throws {
    let kernel = 1536.0
    for (direction, fast, slow, inputs) in [
      (.forward, (0.0165, 0.20, 0.37), (0.0135, 0.28, 0.40), 32.0),
      (.input, (0.0164, 0.15, 0.63), (0.0158, 0.18, 1.43), 48),
      (.kernel, (0.0200, 0.22, 0.44), (0.0147, 0.30, 0.56), 32),
    ]
      as [(
        ConvolutionAlgorithms.Direction, (Double, Double, Double), (Double, Double, Double), Double
      )]
    {
      let found = try cost(direction, height: 10, width: 6, inputs: 32, outputs: 48, images: 3)
      let winograd =
        fast.0 * 36 * 18 * kernel + fast.1 * 36 * 18 * (32 + 48) + fast.2 * 36 * kernel
      let direct = slow.0 * 9 * 180 * kernel + slow.1 * 9 * 180 * inputs + slow.2 * 9 * kernel
      #expect(abs(found.winograd / winograd - 1) < 1e-12, "\(direction)")
      #expect(abs(found.direct / direct - 1) < 1e-12, "\(direction)")
    }
  }

  /// Products take six tiles at a time, so that 1 to 6 tiles take the same multiplications.
  @Test func tilesAreMultipliedSixAtATime() throws {
    func winograd(_ images: Int) throws -> Double {
      try cost(.forward, height: 4, width: 4, inputs: 16, outputs: 16, images: images).winograd
    }
    // Without the values of the maps, 0.2 * 36 * 32 a tile.
    let products = try (1...13).map { try winograd($0) - 0.2 * 36 * 32 * Double($0) }
    for images in 1...6 { #expect(abs(products[images - 1] - products[0]) < 1e-6) }
    let step = 0.0165 * 36 * 6 * 256
    #expect(abs(products[6] - products[0] - step) < 1e-6)
    #expect(abs(products[12] - products[0] - 2 * step) < 1e-6)
  }

  /// Large maps go by Winograd's algorithm, single pixels do not, of which 15 of 16 outputs of a tile
  /// would be thrown away.
  @Test(arguments: ConvolutionAlgorithms.Direction.allCases)
  func theLowerTimeDecides(direction: ConvolutionAlgorithms.Direction) throws {
    let large = try cost(direction, height: 56, width: 28, inputs: 64, outputs: 64, images: 8)
    #expect(large.isLower && large.winograd < large.direct)
    let small = try cost(direction, height: 1, width: 1, inputs: 64, outputs: 64, images: 8)
    #expect(!small.isLower && small.winograd > small.direct)
  }
}
