/// Scaling by area averaging, in exact integer arithmetic, for pictures of any number of channels.
///
/// An output pixel is the mean of the source area that it covers, each source pixel weighted by
/// its exact share, rounded to the nearest integer with halves up:
/// `floor((2 * sum + area) / (2 * area))` in units where every share is an integer.
struct AreaAverage {
  private let width: Int
  private let height: Int
  private let columns: [Share]
  private let rows: [Share]

  /// Plans to scale `width` x `height` pixels to `newWidth` x `newHeight`, all at least 1.
  init(width: Int, height: Int, newWidth: Int, newHeight: Int) {
    precondition(newWidth > 0 && newHeight > 0, "an image has at least one pixel")
    self.width = width
    self.height = height
    columns = Self.shares(from: width, to: newWidth)
    rows = Self.shares(from: height, to: newHeight)
  }

  /// Rows `range` of the scaled picture, `[range.count, newWidth, channels]`.
  ///
  /// - Parameters:
  ///   - pixels: the samples `[height, width, channels]`.
  ///   - channels: 1 or 3.
  func scaled(_ pixels: Span<UInt8>, channels: Int, rows range: Range<Int>) -> [UInt8] {
    // Along an axis of n source pixels the weights of an output pixel sum up to n.
    let area = UInt64(width) * UInt64(height)
    let rowCount = columns.count * channels
    let sourceCount = width * channels
    let byteCount = rowCount * range.count
    var lineSums = [UInt32](repeating: 0, count: rowCount)
    var sums = [UInt64](repeating: 0, count: rowCount)
    var samples = [UInt8](repeating: 0, count: byteCount)
    var summedRow = -1
    for (index, share) in rows[range].enumerated() {
      for index in 0..<rowCount { sums[index] = 0 }
      for row in share.first...share.last {
        if row != summedRow {
          let line = pixels.extracting(row * sourceCount..<(row + 1) * sourceCount)
          if channels == 3 { sumColors(line, into: &lineSums) } else { sum(line, into: &lineSums) }
          summedRow = row
        }
        let weight = UInt64(share.weight(of: row))
        for index in 0..<rowCount { sums[index] += weight * UInt64(lineSums[index]) }
      }
      let start = index * rowCount
      for index in 0..<rowCount {
        samples[start + index] = UInt8(
          truncatingIfNeeded: (2 * sums[index] + area) / (2 * area))
      }
    }
    return samples
  }

  /// Weighted sums of one source line of three channels for every output column.
  private func sumColors(_ line: Span<UInt8>, into sums: inout [UInt32]) {
    for (column, share) in columns.enumerated() {
      var red: UInt32 = 0
      var green: UInt32 = 0
      var blue: UInt32 = 0
      for index in share.first...share.last {
        let weight = share.weight(of: index)
        red &+= weight &* UInt32(line[index * 3])
        green &+= weight &* UInt32(line[index * 3 + 1])
        blue &+= weight &* UInt32(line[index * 3 + 2])
      }
      sums[column * 3] = red
      sums[column * 3 + 1] = green
      sums[column * 3 + 2] = blue
    }
  }

  /// Weighted sums of one source line of one channel for every output column.
  private func sum(_ line: Span<UInt8>, into sums: inout [UInt32]) {
    for (column, share) in columns.enumerated() {
      var level: UInt32 = 0
      for index in share.first...share.last {
        level &+= share.weight(of: index) &* UInt32(line[index])
      }
      sums[column] = level
    }
  }

  /// The source pixels under one output pixel along an axis: the first and last with their own
  /// weights, those between with a whole one. A line's sum stays below 2^32 for up to 16.8 million
  /// source pixels.
  private struct Share {
    var first: Int
    var last: Int
    var firstWeight: UInt32
    var lastWeight: UInt32
    var fullWeight: UInt32

    func weight(of index: Int) -> UInt32 {
      index == first ? firstWeight : index == last ? lastWeight : fullWeight
    }
  }

  /// In units of 1/new: a source pixel i covers [i * new, (i + 1) * new), an output pixel j covers
  /// [j * old, (j + 1) * old).
  private static func shares(from old: Int, to new: Int) -> [Share] {
    (0..<new).map { index in
      let start = index * old
      let end = start + old
      let first = start / new
      let last = (end - 1) / new
      return Share(
        first: first, last: last,
        firstWeight: UInt32(min(end, (first + 1) * new) - start),
        lastWeight: UInt32(end - last * new), fullWeight: UInt32(new))
    }
  }
}
