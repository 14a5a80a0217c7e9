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
    let sourceCount = width * channels
    let rowCount = columns.count * channels
    var lineSums = [UInt32](repeating: 0, count: sourceCount)
    var samples = [UInt8](repeating: 0, count: rowCount * range.count)
    for (index, share) in rows[range].enumerated() {
      for index in 0..<sourceCount { lineSums[index] = 0 }
      for row in share.first...share.last {
        lineSums.add(
          pixels.extracting(row * sourceCount..<(row + 1) * sourceCount),
          times: share.weight(of: row))
      }
      let start = index * rowCount
      for (column, share) in columns.enumerated() {
        for channel in 0..<channels {
          let sum = share.sum(of: lineSums.span, channel: channel, of: channels)
          samples[start + column * channels + channel] = UInt8(
            truncatingIfNeeded: (2 * sum + area) / (2 * area))
        }
      }
    }
    return samples
  }

  /// The source pixels under one output pixel along an axis: the first and last with their own
  /// weights, those between with a whole one. Sums along one axis stay below 2^32 for up to 16.8 million
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

    /// The weighted sum of a channel of the pixels `[count, channels]`.
    func sum(of values: Span<UInt32>, channel: Int, of channels: Int) -> UInt64 {
      var place = first * channels + channel
      var sum = UInt64(firstWeight) * UInt64(values[place])
      guard last > first else { return sum }
      var middle: UInt64 = 0
      for _ in first + 1..<last {
        place += channels
        middle += UInt64(values[place])
      }
      sum += UInt64(fullWeight) * middle
      return sum + UInt64(lastWeight) * UInt64(values[last * channels + channel])
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

extension [UInt32] {
  /// Adds the samples of a line times a weight, one to each sum; a loop that compilers turn into vector
  /// instructions.
  @inline(__always)
  mutating func add(_ line: Span<UInt8>, times weight: UInt32 = 1) {
    precondition(line.count == count, "a sum for each sample")
    var sums = mutableSpan
    for index in 0..<line.count {
      sums[unchecked: index] &+= weight &* UInt32(line[unchecked: index])
    }
  }
}
