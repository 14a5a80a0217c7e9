/// Cuts `0..<count` into parts that are equal but for rounding; part borders depend on nothing else.
struct WorkSplit {
  let count: Int
  let parts: Int
  /// Length of every part but the last ones.
  let length: Int

  init(count: Int, parts: Int, multipleOf unit: Int = 1) {
    self.count = count
    let wanted = max(1, min(parts, count))
    let even = (count + wanted - 1) / wanted
    length = max(unit, (even + unit - 1) / unit * unit)
    self.parts = max(1, (count + length - 1) / length)
  }

  /// The indices of one part.
  subscript(part: Int) -> Range<Int> {
    min(count, part * length)..<min(count, (part + 1) * length)
  }

  /// Blocks of matrix rows: large enough that packing the other matrix does not count, small enough
  /// that a block of `inner` columns stays in the second-level cache where that is possible.
  static func matrixRows(_ rows: Int, inner: Int, threads: Int) -> WorkSplit {
    let cacheFloats = 384 * 1024
    let wanted = min(4096, max(384, cacheFloats / max(1, inner)))
    let rounds = max(1, (Double(rows) / Double(wanted * threads)).rounded())
    return WorkSplit(count: rows, parts: Int(rounds) * threads, multipleOf: 8)
  }
}
