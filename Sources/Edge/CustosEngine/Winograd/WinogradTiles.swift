import CCustosKernels

/// The tiles of one axis of a map: tiles of four outputs, then tiles of three.
///
/// A tile of three takes 5 products where one of four takes 6, so 14 outputs are cut into 4, 4, 3, 3 rather than into
/// 4, 4, 4 and a half-empty 4.
struct WinogradAxis {
  private static let tile = Int(custos_winograd_tile)
  private static let shortTile = Int(custos_winograd_short_tile)

  /// Tiles of four outputs.
  let longCount: Int
  /// Tiles of three outputs behind them, the last of which may reach beyond the map.
  let shortCount: Int

  /// Cuts `extent` outputs. With `pools` no 2x2 window is cut in two, and an odd last output is left out.
  init(_ extent: Int, pools: Bool) {
    let outputs = pools ? extent & ~1 : extent
    let count = (outputs + Self.tile - 1) / Self.tile
    let missing = count * Self.tile - outputs
    shortCount = min(count, pools ? min(missing, 1) : missing)
    longCount = count - shortCount
  }

  /// Number of tiles.
  var count: Int { longCount + shortCount }

  /// Rows or columns of positions that the tiles have together.
  var positionCount: Int { longCount * (Self.tile + 2) + shortCount * (Self.shortTile + 2) }

  /// The first output of a tile.
  func start(_ index: Int) -> Int {
    index * Self.tile - max(0, index - longCount) * (Self.tile - Self.shortTile)
  }

  /// Outputs of a tile.
  func extent(_ index: Int) -> Int { index < longCount ? Self.tile : Self.shortTile }
}

/// All tiles of a map, in an order in which those of four rows follow each other, and likewise those of
/// four columns: tall and narrow, tall and wide, low and wide, low and narrow.
struct WinogradTiles {
  /// Tiles from `row` and `column` on that follow each other in the order and on the map.
  struct Run {
    let row: Int
    let column: Int
    /// Place of the first one in the order.
    let tile: Int
    let count: Int
  }

  private struct Region {
    let firstTile: Int
    let firstRow: Int
    let firstColumn: Int
    let columnCount: Int
    let endTile: Int
  }

  let rows: WinogradAxis
  let columns: WinogradAxis
  /// Number of tiles.
  let count: Int
  /// Places of the tiles of four rows, and of those of four columns.
  let tall: Range<Int>
  let wide: Range<Int>
  private let regions: (Region, Region, Region, Region)

  /// Cuts a map of `height` by `width` outputs; see `WinogradAxis`.
  init(height: Int, width: Int, pools: Bool) {
    let rows = WinogradAxis(height, pools: pools)
    let columns = WinogradAxis(width, pools: pools)
    var next = 0
    func region(low: Bool, narrow: Bool) -> Region {
      let columnCount = narrow ? columns.shortCount : columns.longCount
      let first = next
      next += (low ? rows.shortCount : rows.longCount) * columnCount
      return Region(
        firstTile: first, firstRow: low ? rows.longCount : 0,
        firstColumn: narrow ? columns.longCount : 0, columnCount: columnCount, endTile: next)
    }
    regions = (
      region(low: false, narrow: true), region(low: false, narrow: false),
      region(low: true, narrow: false), region(low: true, narrow: true)
    )
    self.rows = rows
    self.columns = columns
    count = next
    tall = 0..<regions.1.endTile
    wide = regions.0.endTile..<regions.2.endTile
  }

  /// Products a pair of channels.
  var productCount: Int { rows.positionCount * columns.positionCount }

  /// The run that starts at place `tile` and ends before place `end`.
  func run(from tile: Int, to end: Int) -> Run {
    let region =
      tile < regions.1.endTile
      ? (tile < regions.0.endTile ? regions.0 : regions.1)
      : (tile < regions.2.endTile ? regions.2 : regions.3)
    let (row, column) = (tile - region.firstTile)
      .quotientAndRemainder(dividingBy: region.columnCount)
    return Run(
      row: region.firstRow + row, column: region.firstColumn + column, tile: tile,
      count: min(region.columnCount - column, min(end, region.endTile) - tile))
  }

  /// What the multiply function needs to know of the tiles in `block`, but for the stride of the products.
  func kinds(in block: Range<Int>) -> custos_winograd_tiles {
    let tall = tall.clamped(to: block)
    let wide = wide.clamped(to: block)
    return custos_winograd_tiles(
      count: block.count, product_stride: 0, tall_first: tall.lowerBound - block.lowerBound,
      tall_end: tall.upperBound - block.lowerBound,
      wide_first: wide.lowerBound - block.lowerBound, wide_end: wide.upperBound - block.lowerBound)
  }
}
