import CustosArchitectures
import CustosEvaluation
import CustosImage
import CustosNetwork
import CustosPlatform
import CustosReading
import CustosTestRandom
import CustosWeights
import Testing

/// A float page network reads a page in tiles as in one piece.
@Suite struct FloatPageNetworkTests {
  private func network(_ height: Int, _ width: Int) throws -> TrainedPageNetwork {
    var network = PageArchitecture(
      PageVocabulary(
        groups: [
          .init(name: "head", classes: ["noteheadFull", "noteheadHalf"]),
          .init(name: "rest", classes: ["restHalf"]),
        ], positions: ["L0", "S0", "outside"]))
    (network.channels, network.blockCount) = (8, 1)
    let graph = try network.graph(height: height, width: width)
    let parameters = try Parameters(graph: graph)
    var random = SeededRandom(seed: 3)
    parameters.initialize(using: &random)
    #expect(parameters.set("centres/bias", to: [0, 0]))
    // Without statistics of training the maps are a thousand times as large as boxes are.
    let kernel = try #require(parameters["boxes/kernel"])
    #expect(parameters.set("boxes/kernel", to: kernel.map { $0 * 1e-3 }))
    return TrainedPageNetwork(
      network: network, graph: graph, parameters: parameters, staffSpace: 12)
  }

  private let page: GrayImage = {
    var random = SeededRandom(seed: 9)
    return GrayImage(width: 201, height: 150, pixels: random.bytes(201 * 150))
  }()

  @Test func tilesGiveWhatTheWholePageGives() throws {
    let pool = try ThreadPool(threadCount: 2)
    func symbols(_ height: Int, _ width: Int) throws -> [PageSymbol] {
      let network = try FloatPageNetwork(network(height, width), pool: pool)
      return try network.symbols(
        of: page, staffSpace: 12, thresholds: PageThresholds(0.6, form: network.form))
    }
    let whole = try symbols(204, 204)
    let tiled = try symbols(64, 64)
    #expect(whole.count > 20)
    #expect(tiled.map(\.group) == whole.map(\.group))
    #expect(tiled.map(\.className) == whole.map(\.className))
    // Sums of other lengths are rounded otherwise: boxes of a few pixels to a thousandth.
    for (one, other) in zip(tiled, whole) {
      #expect(abs(one.box.x1 - other.box.x1) < 1e-3 && abs(one.box.y2 - other.box.y2) < 1e-3)
      #expect(abs(one.probability - other.probability) < 1e-4)
    }
  }

  /// Crops may be smaller than what a cell sees, 31 pixels here. Tiles are not: both networks take tiles of
  /// 22 cells, so that every bit is the same.
  @Test func smallCropsReadWholePages() throws {
    let pool = try ThreadPool(threadCount: 1)
    func symbols(_ side: Int) throws -> [PageSymbol] {
      let network = try FloatPageNetwork(network(side, side), pool: pool)
      return try network.symbols(
        of: page, staffSpace: 12, thresholds: PageThresholds(0.6, form: network.form))
    }
    let small = try symbols(24)
    let large = try symbols(64)
    #expect(small.count > 20 && small == large)
  }
}
