import CustosArchitectures
import CustosImage
import CustosNetwork
import CustosPages
import CustosPlatform
import CustosSupport
import CustosTestRandom
import CustosTestSupport
import CustosTraining
import CustosWeights
import Testing

/// A page network learns to find marks on drawn pages, and resumes to the same bits.
@Suite struct PageTaskTests {
  private static let side = 64

  /// A page with dark squares, and rings, which nobody asks for; a square's place tells its position.
  private func page(_ seed: UInt64) -> TrainingPage {
    let size = 128
    var random = SeededRandom(seed: seed)
    var pixels = [UInt8](repeating: 230, count: size * size)
    var symbols: [TrainingPage.Symbol] = []
    for row in 0..<8 {
      for column in 0..<8 where Int.random(in: 0..<3, using: &random) > 0 {
        let (x, y) = (column * 16 + Int.random(in: 1...5, using: &random), row * 16 + 4)
        let isRing = Int.random(in: 0..<3, using: &random) == 0
        let isWide = Int.random(in: 0..<2, using: &random) == 0
        let width = isWide ? 10 : 6
        for dy in 0..<7 {
          for dx in 0..<width {
            let isEdge = dy == 0 || dy == 6 || dx == 0 || dx == width - 1
            if !isRing || isEdge { pixels[(y + dy) * size + x + dx] = 20 }
          }
        }
        guard !isRing else { continue }
        symbols.append(
          .init(
            box: Box(
              x1: Double(x), y1: Double(y), x2: Double(x + width), y2: Double(y + 7)),
            place: .init(group: 0, classIndex: isWide ? 1 : 0), position: isWide ? 1 : 0))
      }
    }
    return TrainingPage(
      name: "\(seed)", image: GrayImage(width: size, height: size, pixels: pixels),
      symbols: symbols, checksum: UInt32(seed))
  }

  private func options(epochs: Int) -> TrainingOptions {
    var network = PageArchitecture(
      PageVocabulary(
        groups: [.init(name: "square", classes: ["narrow", "wide"])], positions: ["a", "b"]))
    (network.channels, network.blockCount) = (16, 1)
    var pages = PageOptions(network)
    pages.cropCount = 48
    var options = TrainingOptions.pageRecipe(pages, side: Self.side, threads: 1)
    (options.epochs, options.batchSize) = (epochs, 6)
    return options
  }

  private func task(_ options: TrainingOptions) throws -> PageTask {
    PageTask(
      training: (1...3).map { page($0) }, validation: [page(9)],
      options: try #require(options.pages), side: Self.side)
  }

  private func trainer(_ options: TrainingOptions, _ output: String) throws -> Trainer {
    try Trainer(
      options: options, task: task(options), dataFolder: "drawn", output: output,
      pool: ThreadPool(threadCount: 1))
  }

  @Test func squaresAreFound() throws {
    let output = try TemporaryFolder(inMemory: true)
    var options = options(epochs: 10)
    options.learningRate = 0.01
    let trained = try trainer(options, output.path)
    #expect(try trained.run(observer: nil) { false } == .finished)
    // A network that finds nothing has 0; one that takes rings for squares or mixes widths up, below 0.8.
    #expect(trained.bestAccuracy ?? 0 > 0.9, "\(trained.history.map(\.validationAccuracy))")
    #expect(trained.history[0].validationAccuracy < 0.5)

    let path = output.file(RunFolder.modelFile)
    let model = try TrainedPageNetwork(readingFrom: path)
    #expect(model.network == options.pages?.network && model.staffSpace == 12)
    #expect(model.metadata["validation_accuracy"] == trained.bestAccuracy.map { "\($0)" })
    #expect(model.parameters.layout == trained.parameters.layout)
    #expect(throws: WeightsError.self) { _ = try TrainedModel(readingFrom: path) }
  }

  /// Smaller crops would leave nothing to validate on.
  @Test func cropsNeedAnInnerPart() throws {
    let options = options(epochs: 1)
    let network = try #require(options.pages?.network)
    // Two cells of 4 pixels beyond the 18 that a cell sees, on either side, and a cell within.
    #expect(PageTask.leastSide(of: network) == 2 * 24 + 4)
    #expect(PageTask.leastSide(of: PageArchitecture(network.vocabulary)) == 148)
    let blank = GrayImage(
      width: 128, height: 128, pixels: [UInt8](repeating: 230, count: 128 * 128))
    let symbol = TrainingPage.Symbol(
      box: Box(x1: 60, y1: 60, x2: 66, y2: 67), place: .init(group: 0, classIndex: 0), position: 0)
    let page = TrainingPage(name: "blank", image: blank, symbols: [symbol], checksum: 1)
    for side in [PageTask.leastSide(of: network), 64, 128] {
      let task = PageTask(
        training: [page], validation: [page], options: try #require(options.pages), side: side)
      var sized = options
      (sized.width, sized.height) = (side, side)
      let pool = try ThreadPool(threadCount: 1)
      let graph = try task.graph(for: sized)
      let parameters = try Parameters(graph: graph)
      var random = SeededRandom(seed: 2)
      parameters.initialize(using: &random)
      // No cell is a peak: the one symbol is missed, wherever the crops lie.
      #expect(parameters.set("centres/bias", to: [-1e6]))
      let network = try Network(
        graph: graph, parameters: parameters, batchSize: 2, mode: .inference, pool: pool)
      #expect(try task.validate(network, with: SingleProcess()).score == 0, "crops of \(side)")
    }
  }

  @Test func aResumedRunComesToTheSameBits() throws {
    let (whole, parts) = (try TemporaryFolder(inMemory: true), try TemporaryFolder(inMemory: true))
    let options = options(epochs: 2)
    let first = try trainer(options, whole.path)
    #expect(try first.run(observer: nil) { false } == .finished)
    var batches = 0
    #expect(
      try trainer(options, parts.path).run(observer: nil) {
        batches += 1
        return batches == 5
      } == .interrupted)
    let saved = try Trainer.savedPageRun(in: parts.path)
    #expect(saved.options == options)
    let second = try Trainer(
      resuming: parts.path, options: saved.options, task: task(options), dataFolder: "drawn",
      pool: ThreadPool(threadCount: 1))
    #expect(try second.run(observer: nil) { false } == .finished)
    #expect(second.parameters.snapshot() == first.parameters.snapshot())
    #expect(
      try FileSystem.read(parts.file(RunFolder.modelFile))
        == FileSystem.read(whole.file(RunFolder.modelFile)))
    #expect(throws: TrainingError.self) { _ = try Trainer.savedRun(in: parts.path) }
    #expect(throws: TrainingError.self) {
      _ = try Trainer.savedPageRun(in: try TemporaryFolder(inMemory: true).path)
    }
  }
}
