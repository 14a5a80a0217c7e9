import CustosNetwork
import CustosReading

/// Counts symbols whose centre a page network finds within a cell, at the right staff position; which cells
/// are peaks is `PeakSearch`'s affair.
struct PeakScore {
  private var right = 0
  private var found = 0
  private var wanted = 0

  /// `2 right / (found + wanted)`; 1 where there is nothing to find and nothing found.
  var f: Double {
    found + wanted == 0 ? 1 : 2 * Double(right) / Double(found + wanted)
  }

  /// Adds the crops of the last forward pass.
  ///
  /// - Parameters:
  ///   - margin: cells at a crop's edges that do not count; at least one row and column must be left.
  ///   - threshold: the least logit of a centre.
  mutating func add(
    _ network: Network, _ targets: PageTargets, margin: Int, _ threshold: Float
  ) {
    let outputs = network.graph.outputs
    let shape = network.graph.nodes[outputs[0].node].shape
    let logits = network.scores(of: outputs[0])
    let positions = network.scores(of: outputs[2])
    let positionCount = network.graph.nodes[outputs[2].node].shape.channels
    let area = shape.height * shape.width
    let (rows, columns) = (margin..<shape.height - margin, margin..<shape.width - margin)
    let search = PeakSearch(height: shape.height, width: shape.width, channels: shape.channels)
    var isPeak = [Bool](repeating: false, count: logits.count)
    for image in 0..<network.imageCount {
      search.run(
        in: UnsafeBufferPointer(
          rebasing: logits[image * shape.count..<(image + 1) * shape.count]),
        thresholds: .init(repeating: threshold, count: shape.channels), rows: 0..<shape.height,
        columns: 0..<shape.width
      ) { row, column, group in
        isPeak[image * shape.count + (row * shape.width + column) * shape.channels + group] = true
        if rows.contains(row) && columns.contains(column) { found += 1 }
      }
    }
    func position(_ cell: Int) -> Int {
      let row = positions[cell * positionCount..<(cell + 1) * positionCount]
      return row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
    }
    for centre in targets.centres {
      let (y, x) = (centre.cell / shape.width, centre.cell % shape.width)
      guard rows.contains(y) && columns.contains(x) else { continue }
      wanted += 1
      // The first peak of the group around the centre, row by row, is taken for it.
      let near = (max(0, y - 1)...min(shape.height - 1, y + 1)).lazy.flatMap { y in
        (max(0, x - 1)...min(shape.width - 1, x + 1)).lazy.map { x in
          centre.image * area + y * shape.width + x
        }
      }
      guard let cell = near.first(where: { isPeak[$0 * shape.channels + centre.group] }) else {
        continue
      }
      if centre.position.map({ position(cell) == $0 }) ?? true { right += 1 }
    }
  }
}
