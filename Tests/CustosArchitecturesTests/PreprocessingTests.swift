import CustosArchitectures
import CustosGoldenSupport
import CustosNetwork
import CustosPlatform
import Testing

@Suite struct PreprocessingTests {
  /// A product and a sum of float32 in place of a difference and a quotient, relative to the largest
  /// value.
  static let tolerance = 4 * 0x1p-24

  @Test(arguments: ModelConfiguration.allCases.filter { $0.imageNetScaling != nil })
  func pixelsAreThoseOfKeras(configuration: ModelConfiguration) throws {
    let expected = try #require(try KerasGolden.load().preprocessing[configuration.rawValue])
    var builder = GraphBuilder(name: "pixels", height: 1, width: 3)
    _ = builder.scaledPixels(try #require(configuration.imageNetScaling))
    let graph = try builder.build()
    let network = try Network(
      graph: graph, parameters: try Parameters(graph: graph), batchSize: 2, mode: .inference,
      pool: try ThreadPool(threadCount: 2))
    let pixels: [UInt8] = [0, 0, 0, 255, 255, 255, 10, 128, 250]
    for place in 0..<2 { network.load(pixels, at: place) }
    network.forward(count: 2)
    let largest = expected.reduce(0) { max($0, $1.magnitude) }
    for place in 0..<2 {
      for (found, expected) in zip(network.result(of: place), expected) {
        #expect(abs(Double(found) - expected) <= Self.tolerance * largest)
      }
    }
  }

  @Test(arguments: ModelConfiguration.allCases)
  func itIsTheFirstLayerOrRefused(configuration: ModelConfiguration) throws {
    func graph(_ preprocessing: PixelPreprocessing) throws -> Graph {
      try configuration.graph(
        height: 75, width: 80, classCount: 14, preprocessing: preprocessing)
    }
    let plain = try graph(.none)
    guard let scaling = configuration.imageNetScaling else {
      let error = #expect(throws: ModelConfigurationError.self) { _ = try graph(.imagenet) }
      let text = try #require(error).description
      #expect(text.hasPrefix(configuration.rawValue) && text.contains("choose one of inception_"))
      return
    }
    let scaled = try graph(.imagenet)
    #expect(scaled.nodes[1].operation == .pixelScaling(scaling))
    #expect(scaled.nodes.count == plain.nodes.count + 1)
    #expect(scaled.parameters.map(\.name) == plain.parameters.map(\.name))
    #expect(scaled.parameters.map(\.shape) == plain.parameters.map(\.shape))
  }
}
