import CustosNetwork

/// Counts symbols whose centre a page network finds within a cell, at the right staff position.
///
/// A cell is a peak of a group where its logit is above the threshold, larger than those of its earlier
/// neighbours in the order of rows and at least those of its later ones.
struct PeakScore {
  private var right = 0
  private var found = 0
  private var wanted = 0

  /// `2 right / (found + wanted)`; 1 where there is nothing to find and nothing found.
  var f: Double {
    found + wanted == 0 ? 1 : 2 * Double(right) / Double(found + wanted)
  }

  /// Adds the crops of the last forward pass; cells within `margin` of their edges do not count.
  mutating func add(
    _ network: Network, _ targets: PageTargets, margin: Int, _ threshold: Float
  ) {
    let shape = network.graph.nodes[network.graph.outputs[0].node].shape
    let logits = network.scores(of: network.graph.outputs[0])
    let positions = network.scores(of: network.graph.outputs[2])
    let positionCount = network.graph.nodes[network.graph.outputs[2].node].shape.channels
    let area = shape.height * shape.width
    func isInside(_ y: Int, _ x: Int) -> Bool {
      (margin..<shape.height - margin).contains(y) && (margin..<shape.width - margin).contains(x)
    }
    func isPeak(_ image: Int, _ y: Int, _ x: Int, _ group: Int) -> Bool {
      func value(_ y: Int, _ x: Int) -> Float {
        logits[(image * area + y * shape.width + x) * shape.channels + group]
      }
      let own = value(y, x)
      guard own > threshold else { return false }
      for dy in -1...1 {
        for dx in -1...1 where dy != 0 || dx != 0 {
          guard (0..<shape.height).contains(y + dy), (0..<shape.width).contains(x + dx) else {
            continue
          }
          let other = value(y + dy, x + dx)
          if (dy, dx) < (0, 0) ? own <= other : own < other { return false }
        }
      }
      return true
    }
    func position(_ cell: Int) -> Int {
      let row = positions[cell * positionCount..<(cell + 1) * positionCount]
      return row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
    }
    for image in 0..<network.imageCount {
      for y in 0..<shape.height {
        for x in 0..<shape.width where isInside(y, x) {
          for group in 0..<shape.channels where isPeak(image, y, x, group) { found += 1 }
        }
      }
    }
    for centre in targets.centres {
      let (y, x) = (centre.cell / shape.width, centre.cell % shape.width)
      guard isInside(y, x) else { continue }
      wanted += 1
      search: for dy in -1...1 {
        for dx in -1...1
        where (0..<shape.height).contains(y + dy) && (0..<shape.width).contains(x + dx)
          && isPeak(centre.image, y + dy, x + dx, centre.group)
        {
          let cell = centre.image * area + (y + dy) * shape.width + x + dx
          if centre.position.map({ position(cell) == $0 }) ?? true { right += 1 }
          break search
        }
      }
    }
  }
}
