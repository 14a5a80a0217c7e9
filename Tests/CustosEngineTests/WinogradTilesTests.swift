import CCustosKernels
import Testing

@testable import CustosEngine

@Suite struct WinogradTilesTests {
  /// Tiles follow each other without a gap, cover the map, and reach beyond it by less than a tile; pooled
  /// ones begin at even outputs.
  @Test(arguments: 1..<70, [false, true]) func tilesCoverAnAxis(extent: Int, pools: Bool) {
    let axis = WinogradAxis(extent, pools: pools)
    let outputs = pools ? extent / 2 * 2 : extent
    var end = 0
    for index in 0..<axis.count {
      #expect(axis.start(index) == end)
      #expect(!pools || end % 2 == 0)
      end += axis.extent(index)
    }
    #expect(end >= outputs && end - outputs < 4)
    #expect(axis.positionCount == (0..<axis.count).reduce(0) { $0 + axis.extent($1) + 2 })
    #expect(axis.positionCount <= (outputs + 3) / 4 * 6)
  }

  /// 14 outputs take 22 positions instead of 24, and 7 take 11 instead of 12.
  @Test func threesReplaceHalfEmptyFours() {
    #expect(WinogradAxis(14, pools: false).positionCount == 22)
    #expect(WinogradAxis(7, pools: false).positionCount == 11)
    #expect(WinogradAxis(14, pools: true).positionCount == 23)
    #expect(WinogradAxis(28, pools: false).positionCount == 42)
  }

  /// Every tile comes once, in runs that lie in one row of tiles of one width; `tall` and `wide` are right.
  @Test(arguments: [1, 3, 7, 14, 17, 28], [1, 2, 5, 8, 14, 31]) func runsMeetEveryTileOnce(
    height: Int, width: Int
  ) {
    let tiles = WinogradTiles(height: height, width: width, pools: false)
    for block in [5, 24, 1000] {
      var seen: Set<[Int]> = []
      for first in stride(from: 0, to: tiles.count, by: block) {
        let end = min(tiles.count, first + block)
        let kinds = tiles.kinds(in: first..<end)
        var next = first
        while next < end {
          let run = tiles.run(from: next, to: end)
          #expect(run.tile == next && run.count > 0)
          for offset in 0..<run.count {
            let place = next - first + offset
            let column = run.column + offset
            #expect(seen.insert([run.row, column]).inserted)
            #expect(tiles.columns.extent(column) == tiles.columns.extent(run.column))
            let isTall = (Int(kinds.tall_first)..<Int(kinds.tall_end)).contains(place)
            let isWide = (Int(kinds.wide_first)..<Int(kinds.wide_end)).contains(place)
            #expect(isTall == (tiles.rows.extent(run.row) == 4))
            #expect(isWide == (tiles.columns.extent(column) == 4))
          }
          next += run.count
        }
      }
      #expect(seen.count == tiles.rows.count * tiles.columns.count)
    }
  }
}
