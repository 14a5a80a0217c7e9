/// The connected regions of a mask, found run by run with a union-find.
///
/// Cost: linear in the pixels; memory: four bytes per pixel.
struct RegionMap {
  let width: Int
  /// For each pixel the index of its region, or -1.
  private(set) var labels: [Int32]
  private(set) var regions: [Region] = []

  /// Labels the pixels that are `value`, 8-connected where they are ink (1), 4-connected where they
  /// are paper (0).
  init(_ mask: InkMask, of value: UInt8 = 1) {
    width = mask.width
    let width = mask.width
    let reach = value == 0 ? 0 : 1
    labels = [Int32](repeating: -1, count: mask.pixels.count)
    var parents: [Int32] = []
    var runs: [(row: Int, start: Int, end: Int)] = []
    var previous = 0..<0
    for row in 0..<mask.height {
      let first = runs.count
      var column = 0
      var above = previous.lowerBound
      while column < width {
        guard mask.pixels[row * width + column] == value else {
          column += 1
          continue
        }
        let start = column
        while column < width, mask.pixels[row * width + column] == value { column += 1 }
        let index = Int32(runs.count)
        runs.append((row, start, column))
        parents.append(index)
        while above < previous.upperBound, runs[above].end + reach <= start { above += 1 }
        var touching = above
        while touching < previous.upperBound, runs[touching].start < column + reach {
          let root = Self.root(of: Int32(touching), &parents)
          let own = Self.root(of: index, &parents)
          parents[Int(max(root, own))] = min(root, own)
          touching += 1
        }
      }
      previous = first..<runs.count
    }
    var regionOfRoot = [Int32](repeating: -1, count: runs.count)
    for (index, run) in runs.enumerated() {
      let root = Int(Self.root(of: Int32(index), &parents))
      let part = Region(
        left: run.start, top: run.row, right: run.end, bottom: run.row + 1,
        area: run.end - run.start)
      if regionOfRoot[root] < 0 {
        regionOfRoot[root] = Int32(regions.count)
        regions.append(part)
      } else {
        regions[Int(regionOfRoot[root])].formUnion(part)
      }
      for column in run.start..<run.end { labels[run.row * width + column] = regionOfRoot[root] }
    }
  }

  private static func root(of index: Int32, _ parents: inout [Int32]) -> Int32 {
    var index = index
    while parents[Int(index)] != index {
      parents[Int(index)] = parents[Int(parents[Int(index)])]
      index = parents[Int(index)]
    }
    return index
  }
}
