/// Places buffers that live for a while in one block of memory, so that buffers which live at the
/// same time do not overlap.
///
/// Greedy best fit: the largest buffer first, each into the smallest free gap that holds it between
/// the buffers already placed whose lifetimes overlap its own, or behind them.
struct ArenaPlan {
  /// A buffer and the steps during which it is needed.
  struct Buffer {
    /// Bytes, a multiple of the alignment.
    var byteCount: Int
    /// First and last step that touch it.
    var lifetime: ClosedRange<Int>
  }

  /// Byte offset of each buffer.
  let offsets: [Int]
  /// Bytes of the whole block.
  let byteCount: Int

  /// Places all buffers.
  init(_ buffers: [Buffer]) {
    var offsets = [Int](repeating: 0, count: buffers.count)
    var total = 0
    // Indices of placed buffers, sorted by offset.
    var placed: [Int] = []
    let order = buffers.indices.sorted {
      (buffers[$1].byteCount, $0) < (buffers[$0].byteCount, $1)
    }
    for index in order {
      let buffer = buffers[index]
      var best: (offset: Int, gap: Int)?
      var end = 0
      for other in placed where buffers[other].lifetime.overlaps(buffer.lifetime) {
        let gap = offsets[other] - end
        if gap >= buffer.byteCount, gap < best?.gap ?? .max { best = (end, gap) }
        end = max(end, offsets[other] + buffers[other].byteCount)
      }
      let offset = best?.offset ?? end
      offsets[index] = offset
      total = max(total, offset + buffer.byteCount)
      let position = placed.firstIndex { offsets[$0] > offset } ?? placed.count
      placed.insert(index, at: position)
    }
    self.offsets = offsets
    self.byteCount = total
  }
}
