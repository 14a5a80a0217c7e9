public import CustosModelFile

/// How tiles of one size cover a page.
public struct PageTiling: Equatable, Sendable {
  /// From top to bottom.
  public let rows: TileAxis
  /// From left to right.
  public let columns: TileAxis

  /// Takes two axes.
  public init(rows: TileAxis, columns: TileAxis) {
    self.rows = rows
    self.columns = columns
  }

  /// Chooses the tiles that compute the fewest cells: as large as `cellLimit` allows, and of a shape that
  /// suits the page. Of equal ones those with the fewest columns of tiles.
  ///
  /// - Parameters:
  ///   - height: rows of cells of the page, at least 1.
  ///   - width: columns of cells of the page, at least 1.
  ///   - cellLimit: cells of a tile at most, where that leaves a tile cells of its own; else the
  ///     smallest tiles that have some.
  public init(height: Int, width: Int, field: ReceptiveField, cellLimit: Int) {
    var best: PageTiling?
    var last = 0
    for count in 1...width {
      let tileWidth = Self.tileCells(width, count: count, field.columns)
      guard tileWidth != last else { break }
      last = tileWidth
      guard let columns = TileAxis(cellCount: width, tileCells: tileWidth, reach: field.columns),
        let rows = Self.axis(height, limit: cellLimit / tileWidth, field.rows)
      else { continue }
      let tiling = PageTiling(rows: rows, columns: columns)
      if tiling.computedCells < best?.computedCells ?? .max { best = tiling }
    }
    self = best ?? Self.smallest(height, width, field)
  }

  /// The cells that are computed, those that overlap counted more than once.
  public var computedCells: Int { rows.computedCells * columns.computedCells }

  /// Cells of a tile.
  public var tileCells: Int { rows.tileCells * columns.tileCells }

  /// Cells of the smallest tile of which `count` cover an axis.
  private static func tileCells(_ cellCount: Int, count: Int, _ reach: Reach) -> Int {
    let margin = TileMargin(reach).both
    let cells = (cellCount + (count - 1) * margin + count - 1) / count
    return min(cellCount, max(margin + 1, cells))
  }

  /// The axis with the fewest tiles of at most `limit` cells, and those as small as that allows.
  private static func axis(_ cellCount: Int, limit: Int, _ reach: Reach) -> TileAxis? {
    let margin = TileMargin(reach).both
    if cellCount <= limit {
      return TileAxis(cellCount: cellCount, tileCells: cellCount, reach: reach)
    }
    guard limit > margin else { return nil }
    let step = limit - margin
    let count = (cellCount - margin + step - 1) / step
    return TileAxis(
      cellCount: cellCount, tileCells: tileCells(cellCount, count: count, reach), reach: reach)
  }

  private static func smallest(_ height: Int, _ width: Int, _ field: ReceptiveField) -> PageTiling {
    func axis(_ cellCount: Int, _ reach: Reach) -> TileAxis {
      guard
        let axis = TileAxis(
          cellCount: cellCount, tileCells: min(cellCount, TileMargin(reach).both + 1), reach: reach)
      else { preconditionFailure("Tiles above their margins have cells of their own.") }
      return axis
    }
    return PageTiling(rows: axis(height, field.rows), columns: axis(width, field.columns))
  }
}
