public import CustosModelFile

/// How tiles of one size cover a page along one axis, in cells.
///
/// Cells near a tile's inner edge see pixels that are not in it. Of every tile only the cells are used
/// that see what they see in the whole page, and whose neighbours do: a tile's own cells. Together the
/// own cells of all tiles are all cells of the page, each once.
public struct TileAxis: Equatable, Sendable {
  /// A tile.
  public struct Part: Equatable, Sendable {
    /// The tile's first cell in the page.
    public let origin: Int
    /// The cells of the page that are taken from this tile.
    public let own: Range<Int>
  }

  /// Cells of the page, at least 1.
  public let cellCount: Int
  /// Cells of a tile, 1...`cellCount`.
  public let tileCells: Int
  /// The tiles from the first cell to the last.
  public let parts: [Part]

  /// Places tiles, the last one shifted back so that it ends with the page; nil where tiles of this size
  /// have no cells of their own.
  ///
  /// - Parameter reach: what a cell sees.
  public init?(cellCount: Int, tileCells: Int, reach: Reach) {
    let margin = TileMargin(reach)
    guard tileCells >= cellCount || tileCells > margin.both else { return nil }
    self.cellCount = cellCount
    self.tileCells = min(tileCells, cellCount)
    var parts: [Part] = []
    var first = 0
    while first < cellCount {
      let origin = first == 0 ? 0 : min(first - margin.before, cellCount - tileCells)
      let end = origin + self.tileCells
      let own = first..<(end == cellCount ? end : end - margin.after)
      parts.append(Part(origin: origin, own: own))
      first = own.upperBound
    }
    self.parts = parts
  }

  /// The cells along the axis that are computed, those that overlap counted more than once.
  var computedCells: Int { parts.count * tileCells }
}

/// Cells at a tile's inner edges that are not its own: what sees pixels outside, and one more, whose
/// neighbour does.
struct TileMargin {
  /// At the start.
  let before: Int
  /// At the end.
  let after: Int

  /// At both ends.
  var both: Int { before + after }

  init(_ reach: Reach) {
    before = max(0, (-reach.first + reach.stride - 1) / reach.stride) + 1
    after = max(0, (reach.last + reach.stride) / reach.stride - 1) + 1
  }
}
