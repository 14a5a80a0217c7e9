public import CustosEngine
public import CustosImage
public import CustosModelFile

/// Runs a page network over pages of any size, in tiles that fit into little memory. The result is the
/// same for every tiling, CPU and number of threads.
///
///     let network = try PageNetwork(PageModel(model))
///     let scale = PageScale(pageWidth: page.width, ..., staffSpace: 20, form: network.form)
///     let symbols = try network.symbols(of: page, scale: scale)
///
/// The engine of the last page is kept: pages of about one size need no other. A network is used by one
/// thread at a time.
public final class PageNetwork {
  /// The model.
  public let model: PageModel
  /// What its cells stand for.
  public var form: PageForm { model.form }
  /// Turns peaks into symbols.
  public let decoder: PageDecoder
  /// How probable centres must be.
  public var thresholds: PageThresholds

  private let options: EngineOptions
  private let cellLimit: Int
  private var engine: Engine
  /// The last tile's picture, for its memory.
  private var picture: [UInt8] = []

  /// Bytes of memory for a tile's activations, about.
  public static let tileBytes = 48 << 20
  /// Bytes for the smallest useful tile at most, half of whose rows and columns are its own.
  static let smallestTileBytes = 96 << 20
  /// The kept engine may compute this much more than the best one, in per cent.
  static let keptPercent = 115

  /// Prepares the network at its file's size.
  ///
  /// - Parameter tileBytes: bytes of activations that bound the tiles' size.
  /// - Throws: `EngineError` when memory, threads or the instruction set are not available, or when the
  ///   network's tiles would need absurd amounts of memory.
  public init(
    _ model: PageModel, options: EngineOptions = EngineOptions(), tileBytes: Int = tileBytes
  ) throws(EngineError) {
    self.model = model
    self.options = options
    decoder = PageDecoder(
      form: model.form, temperature: model.model.model.confidence.temperature ?? 1)
    thresholds = PageThresholds(form: model.form)
    engine = try Engine(model: model.model, options: options)
    let cellBytes = model.cellBytes(engine)
    let smallest = 4 * TileMargin(model.field.rows).both * TileMargin(model.field.columns).both
    guard smallest <= Self.smallestTileBytes / cellBytes else {
      throw .invalidModel(
        ModelError(
          "memory for the smallest tile", expected: "at most \(Self.smallestTileBytes) bytes",
          found: "\(smallest) cells of \(cellBytes) bytes"))
    }
    cellLimit = max(smallest, tileBytes / cellBytes)
  }

  /// Finds and reads the symbols of a page, row by row.
  public func symbols(of page: GrayImage, scale: PageScale) throws(EngineError) -> [PageSymbol] {
    decoder.symbols(of: try peaks(in: page, scale: scale), scale: scale)
  }

  /// The peaks of a page, the strongest 10,000 of them, row by row.
  ///
  /// - Parameter tiling: nil for the one that suits the page and the memory.
  public func peaks(
    in page: GrayImage, scale: PageScale, tiling: PageTiling? = nil
  ) throws(EngineError) -> [PagePeak] {
    let tiling = tiling ?? self.tiling(for: scale)
    try prepare(tiling)
    var pictures = TilePictures(page, scale: scale)
    var pixels = picture
    picture = []
    defer { picture = pixels }
    var peaks = PeakCollection()
    for rows in tiling.rows.parts {
      for columns in tiling.columns.parts {
        pictures.cut(
          row: rows.origin, column: columns.origin, height: engine.inputHeight,
          width: engine.inputWidth, into: &pixels)
        try engine.run(pixels: pixels.span)
        addPeaks(rows, columns, to: &peaks)
      }
    }
    return peaks.take()
  }

  /// The tiles that suit a page and the memory: those of the kept engine where they do nearly as well as
  /// the best ones.
  public func tiling(for scale: PageScale) -> PageTiling {
    let best = PageTiling(
      height: scale.cellRows, width: scale.cellColumns, field: model.field, cellLimit: cellLimit)
    let rows = engine.inputHeight / form.stride
    let columns = engine.inputWidth / form.stride
    guard rows <= scale.cellRows, columns <= scale.cellColumns, rows * columns <= cellLimit,
      let vertical = TileAxis(
        cellCount: scale.cellRows, tileCells: rows, reach: model.field.rows),
      let horizontal = TileAxis(
        cellCount: scale.cellColumns, tileCells: columns, reach: model.field.columns)
    else { return best }
    let kept = PageTiling(rows: vertical, columns: horizontal)
    return kept.computedCells * 100 <= best.computedCells * Self.keptPercent ? kept : best
  }

  /// Makes an engine for the tiles' size.
  private func prepare(_ tiling: PageTiling) throws(EngineError) {
    let height = tiling.rows.tileCells * form.stride
    let width = tiling.columns.tileCells * form.stride
    guard engine.inputHeight != height || engine.inputWidth != width else { return }
    let resized: PageModel
    do throws(ModelError) { resized = try model.resized(height: height, width: width) } catch {
      throw .invalidModel(error)
    }
    engine = try Engine(model: resized.model, options: options)
  }

  /// Looks through a tile's own cells.
  private func addPeaks(
    _ rows: TileAxis.Part, _ columns: TileAxis.Part, to peaks: inout PeakCollection
  ) {
    let map = engine.outputs[model.centres]
    let search = PeakSearch(height: map.height, width: map.width, channels: map.channels)
    let values = engine.values(ofOutput: model.centres)
    search.run(
      in: values, thresholds: thresholds.integers(of: map),
      rows: rows.own.shifted(by: -rows.origin), columns: columns.own.shifted(by: -columns.origin)
    ) { row, column, group in
      let value = values[(row * map.width + column) * map.channels + group]
      let positions = engine.cell(row, column, of: model.positions)
      let classes = model.classes.map { engine.cell(row, column, of: $0).real }
      peaks.add(
        PagePeak(
          row: rows.origin + row, column: columns.origin + column, group: group,
          centre: Double(value - map.zeroPoint) * Double(map.units[group]),
          box: engine.cell(row, column, of: model.boxes).real, positions: positions.real,
          exactPositions: positions.exact,
          classes: classes.map { logits in form.classes(of: group).map { logits[$0] } } ?? []))
    }
  }
}

extension PageModel {
  /// Bytes of memory that a cell takes in an engine for the file's size, picture and activations.
  fileprivate func cellBytes(_ engine: Engine) -> Int {
    let cells = engine.inputHeight / form.stride * (engine.inputWidth / form.stride)
    let bytes = engine.arenaByteCount + engine.scratchByteCount + engine.inputByteCount
    return max(1, (bytes + cells - 1) / cells)
  }
}

extension Range<Int> {
  fileprivate func shifted(by distance: Int) -> Range<Int> {
    lowerBound + distance..<upperBound + distance
  }
}
