/// Places tensors in one block so that those that are needed at the same time do not overlap.
struct MemoryArena {
  private struct Item {
    let size: Int
    let steps: ClosedRange<Int>
  }

  /// Floats of the block, after `offsets()`.
  private(set) var count = 0
  private var items: [Item] = []

  /// Adds a tensor of `size` floats that is needed in `steps`.
  ///
  /// - Returns: its number.
  mutating func add(_ size: Int, _ steps: ClosedRange<Int>) -> Int {
    // Whole cache lines.
    items.append(Item(size: (size + 15) / 16 * 16, steps: steps))
    return items.count - 1
  }

  /// Where each tensor lies: the largest ones first, each at the lowest place that is free in its steps
  /// (Pisarchyk and Lee 2020, greedy by size).
  mutating func offsets() -> [Int] {
    var offsets = [Int](repeating: 0, count: items.count)
    var placed: [Int] = []
    let order = items.indices.sorted { (items[$1].size, $0) < (items[$0].size, $1) }
    for item in order {
      let busy = placed.filter { items[$0].steps.overlaps(items[item].steps) }
      var offset = 0
      for other in busy.sorted(by: { (offsets[$0], $0) < (offsets[$1], $1) }) {
        if offsets[other] >= offset + items[item].size { break }
        offset = max(offset, offsets[other] + items[other].size)
      }
      offsets[item] = offset
      placed.append(item)
      count = max(count, offset + items[item].size)
    }
    return offsets
  }
}
