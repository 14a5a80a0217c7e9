import CustosEngine
import CustosEngineChecks
import CustosImage
import CustosModelFile
import CustosReading
import CustosTestRandom
import Testing

/// A page gives the same maps for every tiling and for one plan of the whole page.
@Suite struct TilingTests {
  private static let seeds: [UInt64] = Array(1...24)

  /// Noise, with flat parts that make ties.
  static func page(width: Int, height: Int, seed: UInt64) -> GrayImage {
    var random = SeededRandom(seed: seed)
    var pixels = random.bytes(width * height)
    for index in pixels.indices where index / 7 % 5 == 0 { pixels[index] = 200 }
    return GrayImage(width: width, height: height, pixels: pixels)
  }

  /// The page at the network's own scale.
  static func scale(_ page: GrayImage, _ form: PageForm) throws -> PageScale {
    try #require(
      PageScale(
        pageWidth: page.width, pageHeight: page.height, staffSpace: form.staffSpace, form: form))
  }

  /// All outputs of a whole page, one array `[h, w, C]` an output, in one plan.
  private func wholeMaps(_ model: PageModel, _ page: GrayImage, _ scale: PageScale) throws
    -> [[Int32]]
  {
    try maps(
      model, page, scale, row: 0, column: 0, height: scale.cellRows, width: scale.cellColumns)
  }

  private func maps(
    _ model: PageModel, _ page: GrayImage, _ scale: PageScale, row: Int, column: Int, height: Int,
    width: Int
  ) throws -> [[Int32]] {
    let stride = model.form.stride
    let sized = try model.resized(height: height * stride, width: width * stride)
    let engine = try Engine(model: sized.model)
    var pictures = TilePictures(page, scale: scale)
    var pixels: [UInt8] = []
    pictures.cut(
      row: row, column: column, height: height * stride, width: width * stride, into: &pixels)
    try engine.run(pixels: pixels.span)
    return engine.outputs.indices.map { engine.values(ofOutput: $0) }
  }

  @Test(arguments: seeds) func everyOwnCellIsThatOfTheWholePage(seed: UInt64) throws {
    let model = try PageModel(RandomGraph.pageNetwork(seed: seed).validated())
    var random = SeededRandom(seed: seed)
    let page = Self.page(
      width: random.integer(60...120), height: random.integer(60...120), seed: seed)
    let scale = try Self.scale(page, model.form)
    let whole = try wholeMaps(model, page, scale)
    var seen = [Int](repeating: 0, count: scale.cellRows * scale.cellColumns)
    let rows = try axis(scale.cellRows, model.field.rows, &random)
    let columns = try axis(scale.cellColumns, model.field.columns, &random)
    for vertical in rows.parts {
      for horizontal in columns.parts {
        let tile = try maps(
          model, page, scale, row: vertical.origin, column: horizontal.origin,
          height: rows.tileCells, width: columns.tileCells)
        for row in vertical.own {
          for column in horizontal.own {
            let place = row * scale.cellColumns + column
            let own = (row - vertical.origin) * columns.tileCells + column - horizontal.origin
            seen[place] += 1
            for (output, map) in whole.enumerated() {
              let channels = map.count / seen.count
              let expected = map[place * channels..<(place + 1) * channels]
              let found = tile[output][own * channels..<(own + 1) * channels]
              #expect(
                found.elementsEqual(expected), "seed \(seed), output \(output), \(row), \(column)")
            }
          }
        }
      }
    }
    #expect(seen.allSatisfy { $0 == 1 })
  }

  /// An axis with tiles of a random size that leaves them cells of their own.
  private func axis(
    _ cellCount: Int, _ reach: Reach, _ random: inout SeededRandom
  ) throws -> TileAxis {
    let smallest = try #require(
      (1...cellCount).first { TileAxis(cellCount: cellCount, tileCells: $0, reach: reach) != nil })
    let size = min(cellCount, smallest + random.integer(0...4))
    return try #require(TileAxis(cellCount: cellCount, tileCells: size, reach: reach))
  }

  @Test(arguments: seeds) func peaksDoNotDependOnTheTiles(seed: UInt64) throws {
    let model = try PageModel(RandomGraph.pageNetwork(seed: seed).validated())
    let network = try PageNetwork(model)
    network.thresholds = PageThresholds(0, form: model.form)
    var random = SeededRandom(seed: seed)
    let sizes = [(1, 1), (1, 40), (50, 1), (3, 5), (4, 4), (random.integer(50...150), 83)]
    var count = 0
    for (width, height) in sizes {
      let page = Self.page(width: width, height: height, seed: seed)
      let scale = try Self.scale(page, model.form)
      let whole = PageTiling(
        height: scale.cellRows, width: scale.cellColumns, field: model.field, cellLimit: .max)
      #expect(whole.rows.parts.count == 1 && whole.columns.parts.count == 1)
      let expected = try network.peaks(in: page, scale: scale, tiling: whole)
      count += expected.count
      for limit in [0, 60, 150, 400] {
        let tiling = PageTiling(
          height: scale.cellRows, width: scale.cellColumns, field: model.field, cellLimit: limit)
        let found = try network.peaks(in: page, scale: scale, tiling: tiling)
        #expect(found == expected, "seed \(seed), \(width) x \(height), at most \(limit) cells")
      }
      // The network's own choice, with the engine that the last tiling has left.
      #expect(try network.peaks(in: page, scale: scale) == expected, "seed \(seed)")
      let small = try PageNetwork(model, tileBytes: 20_000)
      small.thresholds = network.thresholds
      #expect(try small.peaks(in: page, scale: scale) == expected, "seed \(seed)")
    }
    #expect(count > 10, "hardly any peaks")
  }

  /// As many threads and kernels as there are: the same peaks.
  @Test func peaksDoNotDependOnTheCPU() throws {
    let model = try PageModel(RandomGraph.pageNetwork(seed: 4).validated())
    let page = Self.page(width: 131, height: 97, seed: 4)
    let scale = try Self.scale(page, model.form)
    let expected = try PageNetwork(model).peaks(in: page, scale: scale)
    #expect(!expected.isEmpty)
    for set in InstructionSet.available {
      for threads in [1, 3] {
        let options = EngineOptions(threads: threads, instructionSet: set, algorithm: .direct)
        #expect(try PageNetwork(model, options: options).peaks(in: page, scale: scale) == expected)
      }
    }
  }

  /// A page of 12 million pixels at the network's own scale: the tile's engine stays within its share of
  /// memory, and nothing else grows with the network.
  @Test func memoryOfALargePageIsBounded() throws {
    let model = try PageModel(RandomGraph.usualPageNetwork(seed: 3).validated())
    let network = try PageNetwork(model)
    let scale = try #require(
      PageScale(pageWidth: 3000, pageHeight: 4000, staffSpace: 12, form: model.form))
    let tiling = network.tiling(for: scale)
    #expect(tiling.rows.parts.count * tiling.columns.parts.count > 1)
    // Margins cost less than a third.
    let cells = scale.cellRows * scale.cellColumns
    #expect(tiling.computedCells < cells * 4 / 3, "\(tiling.computedCells) of \(cells)")
    let resized = try model.resized(
      height: tiling.rows.tileCells * 4, width: tiling.columns.tileCells * 4)
    let engine = try Engine(model: resized.model)
    let bytes = engine.arenaByteCount + engine.scratchByteCount + engine.inputByteCount
    #expect(bytes < PageNetwork.tileBytes * 11 / 10, "\(bytes) bytes")
    #expect(engine.packedByteCount < 4 << 20)
    #expect(model.field.rows.extent == 79)
  }

  /// A stream of pictures whose staff space is measured anew each time needs no new engine.
  @Test func pagesOfAboutOneSizeHaveTheSameTiles() throws {
    let model = try PageModel(RandomGraph.pageNetwork(seed: 4).validated())
    let network = try PageNetwork(model, tileBytes: 40_000)
    let first = Self.page(width: 300, height: 260, seed: 4)
    let scale = try Self.scale(first, model.form)
    let tiling = network.tiling(for: scale)
    _ = try network.peaks(in: first, scale: scale)
    for (width, height) in [(300, 260), (304, 256), (296, 264)] {
      let next = try Self.scale(Self.page(width: width, height: height, seed: 5), model.form)
      let kept = network.tiling(for: next)
      #expect(kept.rows.tileCells == tiling.rows.tileCells, "\(width) x \(height)")
      #expect(kept.columns.tileCells == tiling.columns.tileCells, "\(width) x \(height)")
    }
  }
}
