import CustosArchitectures
public import CustosImage
public import CustosModelFile
import CustosNetwork
public import CustosPlatform
public import CustosReading
public import CustosWeights

/// Runs a float page network over pages of any size, as `PageNetwork` runs an int8 one: the same tiles,
/// peaks and symbols.
public final class FloatPageNetwork {
  /// What the cells stand for.
  public let form: PageForm
  private let trained: TrainedPageNetwork
  private let pool: ThreadPool
  private let reach: Reach
  private var network: Network

  /// Prepares the network.
  ///
  /// - Throws: `PlatformError.outOfMemory`, `ModelError` for names or a scale that no model can have.
  public init(_ trained: TrainedPageNetwork, pool: ThreadPool) throws {
    let vocabulary = trained.network.vocabulary
    form = try PageForm(
      stride: PageArchitecture.stride, staffSpace: trained.staffSpace,
      groups: vocabulary.groups.map(\.name), classNames: vocabulary.classChannels,
      labels: vocabulary.positions)
    self.trained = trained
    self.pool = pool
    let seen = trained.network.reach
    reach = Reach(
      stride: PageArchitecture.stride, first: seen.lowerBound, last: seen.upperBound)
    network = try Network(
      graph: trained.graph, parameters: trained.parameters, batchSize: 1, mode: .inference,
      pool: pool)
  }

  /// Finds and reads the symbols of a page, row by row.
  ///
  /// - Throws: `PlatformError.outOfMemory`; `ReadingError.mismatch` for a page too large.
  public func symbols(
    of page: GrayImage, staffSpace: Double, thresholds: PageThresholds
  ) throws -> [PageSymbol] {
    guard
      let scale = PageScale(
        pageWidth: page.width, pageHeight: page.height, staffSpace: staffSpace, form: form)
    else {
      throw ReadingError.mismatch(
        .pageTooLarge(width: page.width, height: page.height, staffSpace: staffSpace))
    }
    guard let rows = TileAxis(cellCount: scale.cellRows, tileCells: tileCells, reach: reach),
      let columns = TileAxis(cellCount: scale.cellColumns, tileCells: tileCells, reach: reach)
    else { preconditionFailure("twice what a cell sees leaves cells of the tile's own") }
    try prepare(rows: rows.tileCells, columns: columns.tileCells)
    var pictures = TilePictures(page, scale: scale)
    var pixels: [UInt8] = []
    var peaks: [PagePeak] = []
    for row in rows.parts {
      for column in columns.parts {
        pictures.cut(
          row: row.origin, column: column.origin, height: rows.tileCells * scale.stride,
          width: columns.tileCells * scale.stride, into: &pixels)
        network.load(pixels, at: 0)
        network.forward(count: 1)
        peaks += maps(rows.tileCells, columns.tileCells).peaks(
          form: form, thresholds: thresholds, rows: row.own.moved(by: -row.origin),
          columns: column.own.moved(by: -column.origin), origin: (row.origin, column.origin))
      }
    }
    peaks.sort { ($0.row, $0.column, $0.group) < ($1.row, $1.column, $1.group) }
    return PageDecoder(form: form).symbols(of: peaks, scale: scale)
  }

  /// Rows and columns of a tile in cells: those of the training's crops, at least twice what a cell sees.
  private var tileCells: Int {
    let trained = trained.graph.nodes[0].shape.height / PageArchitecture.stride
    return max(trained, 2 * (reach.extent / reach.stride + 4))
  }

  /// Makes a network for tiles of another size; weights are shared.
  private func prepare(rows: Int, columns: Int) throws {
    let (height, width) = (rows * PageArchitecture.stride, columns * PageArchitecture.stride)
    let shape = network.graph.nodes[0].shape
    guard shape.height != height || shape.width != width else { return }
    network = try Network(
      graph: trained.network.graph(height: height, width: width), parameters: trained.parameters,
      batchSize: 1, mode: .inference, pool: pool)
  }

  private func maps(_ height: Int, _ width: Int) -> PageMaps {
    let values = PageArchitecture.Output.allCases.map { output in
      network.graph.output(named: output.rawValue).map { network.result(of: 0, $0) } ?? []
    }
    return PageMaps(
      height: height, width: width, centres: values[0], boxes: values[1], positions: values[2],
      classes: values[3])
  }
}

extension Range<Int> {
  fileprivate func moved(by distance: Int) -> Range<Int> {
    lowerBound + distance..<upperBound + distance
  }
}
