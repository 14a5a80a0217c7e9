import CustosArchitectures
import CustosImage
import CustosNetwork
import CustosNotation
import CustosPages
import CustosPlatform
import CustosReading
import CustosTestRandom
import CustosTestSupport
import CustosWeights
import Testing

@testable import CustosEvaluation

/// Probabilities of a page network that are fitted to pages.
@Suite struct PageCalibrationTests {
  private let folder: TemporaryFolder
  private let pool: ThreadPool
  private let image: String
  private let network: TrainedPageNetwork

  init() throws {
    folder = try TemporaryFolder()
    pool = try ThreadPool(threadCount: 1)
    image = folder.file("a.png")
    var random = SeededRandom(seed: 9)
    let pixels = random.bytes(240 * 160).flatMap { [$0, $0, $0] }
    try FileSystem.write(
      PixelBuffer(width: 240, height: 160, pixels: pixels).encoded(as: .png), to: image,
      replacing: false)
    network = try Self.network()
  }

  private static func network() throws -> TrainedPageNetwork {
    var network = PageArchitecture(
      PageVocabulary(
        groups: [.init(name: "head", classes: ["noteheadFull"])],
        positions: ["L0", "S0", "outside", "none"]))
    (network.channels, network.blockCount) = (8, 1)
    let graph = try network.graph(height: 64, width: 64)
    let parameters = try Parameters(graph: graph)
    var random = SeededRandom(seed: 3)
    parameters.initialize(using: &random)
    for (name, factor) in [
      ("boxes/kernel", Float(1e-3)), ("centres/kernel", 1e-2), ("positions/kernel", 1e-2),
    ] {
      let kernel = try #require(parameters[name])
      #expect(parameters.set(name, to: kernel.map { $0 * factor }))
    }
    #expect(parameters.set("centres/bias", to: [0]))
    return TrainedPageNetwork(
      network: network, graph: graph, parameters: parameters, staffSpace: 12,
      metadata: ["epoch": "3"])
  }

  private func symbols(_ network: TrainedPageNetwork, least: Double) throws -> [PageSymbol] {
    let reader = try FloatPageNetwork(network, pool: pool)
    return try reader.symbols(
      of: PageImages.picture(of: image).gray, staffSpace: 12,
      thresholds: PageThresholds(least, form: reader.form))
  }

  /// Three of four symbols are declared right, at the position that the network finds least probable.
  private func annotate() throws -> (page: CompletePage, right: Int, all: Int) {
    let found = try symbols(network, least: 0.02)
    let names = network.network.vocabulary.positions
    var lines: [String] = []
    for (index, symbol) in found.enumerated() where index % 4 != 0 {
      let worst = (0..<2).min {
        symbol.positionProbabilities[$0] < symbol.positionProbabilities[$1]
      }
      lines.append(
        CompleteAnnotation(
          box: symbol.box, className: "noteheadFull",
          place: .position(try #require(StaffPosition(name: names[worst ?? 0])))
        ).line)
    }
    let truth = image + ".txt"
    try FileSystem.write(lines.joined(separator: "\n") + "\n", to: truth, replacing: true)
    return (try CompletePage.find(in: folder.path)[0], lines.count, found.count)
  }

  @Test func presenceIsAsOftenRightAsItSays() throws {
    let (page, right, all) = try annotate()
    #expect(all > 40 && right < all)
    let fit = try PageCalibration(network, pages: [page], staffSpace: 12, pool: pool)
    #expect(fit.foundCount == all)
    let changed = try fit.applied(to: network)
    #expect(changed.metadata == ["epoch": "3"])
    #expect(changed.calibration?.symbolCount == all)
    let read = try symbols(changed, least: 1e-6)
    let sum = read.reduce(0.0) { $0 + Double($1.probability) }
    // The prior keeps the sum from the count by the offset, float32 by less than a tenth; a symbol below
    // the first threshold may come in as well, each with less than 0.02 of before.
    let before = try symbols(network, least: 0.02).reduce(0.0) { $0 + Double($1.probability) }
    #expect(abs(before - Double(right)) > 3)
    #expect(abs(sum - Double(right)) < abs(fit.centres[0].offset) + 0.5)
  }

  /// Positions that are wrong wherever the network is sure end as unsure as can be; the temperature's
  /// range ends there, so that nothing is determined and they stay.
  @Test func positionsThatAreNeverRightKeepTheirTemperature() throws {
    let fit = try PageCalibration(network, pages: [try annotate().page], staffSpace: 12, pool: pool)
    #expect(fit.positionTemperature == 1 && fit.positionThreshold == nil)
  }

  /// Where the network's position is right it is accepted; the least sure one is the threshold.
  @Test func theThresholdAcceptsWhatIsRight() throws {
    _ = try annotate()
    let found = try symbols(network, least: 0.02)
    let labels = network.network.vocabulary.positions
    var lines: [String] = []
    for symbol in found {
      let place: CompleteAnnotation.Place =
        switch labels[symbol.position] {
        case "outside": .outside
        case "none": .none
        case let name: .position(try #require(StaffPosition(name: name)))
        }
      lines.append(
        CompleteAnnotation(box: symbol.box, className: "noteheadFull", place: place).line)
    }
    try FileSystem.write(lines.joined(separator: "\n") + "\n", to: image + ".txt", replacing: true)
    let page = try CompletePage.find(in: folder.path)[0]
    let fit = try PageCalibration(network, pages: [page], staffSpace: 12, pool: pool)
    // All are right, so that no temperature is the best one.
    #expect(fit.positionTemperature == 1)
    let least = found.map { $0.positionProbabilities.max() ?? 0 }.min() ?? 0
    #expect(abs((fit.positionThreshold ?? 0) - Double(least)) < 1e-6)
  }

  @Test func withoutStaffAndSpaceNothingIsFitted() throws {
    let fit = try PageCalibration(network, pages: [try annotate().page], pool: pool)
    #expect(fit.centres == [.identity] && fit.positionTemperature == 1 && fit.foundCount == 0)
  }
}
