/// Cuts `0..<count` into parts that are equal but for rounding; part borders depend on nothing else.
package struct WorkSplit {
  /// Length of the whole.
  package let count: Int
  /// Number of parts, at most as many as were asked for.
  package let parts: Int
  /// Length of every part but the last ones.
  package let length: Int

  /// Cuts into at most `parts` parts whose borders are multiples of `unit`.
  package init(count: Int, parts: Int, multipleOf unit: Int = 1) {
    self.count = count
    let wanted = max(1, min(parts, count))
    let even = (count + wanted - 1) / wanted
    length = max(unit, (even + unit - 1) / unit * unit)
    self.parts = max(1, (count + length - 1) / length)
  }

  /// The indices of one part.
  package subscript(part: Int) -> Range<Int> {
    min(count, part * length)..<min(count, (part + 1) * length)
  }

  /// Blocks of matrix rows: large enough that packing the other matrix does not count, small enough
  /// that a block of `inner` columns stays in the second-level cache where that is possible.
  package static func matrixRows(_ rows: Int, inner: Int, threads: Int) -> WorkSplit {
    let wanted = wantedRows(inner: inner)
    let rounds = max(1, (Double(rows) / Double(wanted * threads)).rounded())
    return WorkSplit(count: rows, parts: Int(rounds) * threads, multipleOf: 8)
  }

  /// The longest block that `matrixRows` makes of `rows` rows or fewer. Fewer rows can make longer
  /// blocks, as the number of rounds is rounded, but never longer than one and a half of the wanted.
  package static func longestMatrixRows(_ rows: Int, inner: Int, threads: Int) -> Int {
    min((rows + threads - 1) / threads, wantedRows(inner: inner) * 3 / 2 + 1) + 8
  }

  /// The most rows that `matrixRows` takes as one block for one thread.
  package static func fittingRows(inner: Int) -> Int { wantedRows(inner: inner) * 3 / 2 - 1 }

  private static func wantedRows(inner: Int) -> Int {
    let cacheFloats = 384 * 1024
    return min(4096, max(384, cacheFloats / max(1, inner)))
  }
}
