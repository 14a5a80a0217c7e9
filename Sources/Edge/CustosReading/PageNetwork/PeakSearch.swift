/// Looks for peaks in a map `[height, width, channels]`.
///
/// A cell is a peak of a channel if its value is at least the threshold, larger than the values of those of
/// its eight neighbours that come before it row by row, and at least as large as the values of those that
/// come after it. So a plateau has one peak, its first cell, unless it is wound so that several cells have
/// no earlier neighbour on it.
package struct PeakSearch {
  let height: Int
  let width: Int
  let channels: Int

  /// Describes a map.
  package init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// Calls `found` for every peak within `rows` and `columns`, row by row, then by channel.
  ///
  /// - Parameters:
  ///   - values: integers or real numbers; one that is not a number is no peak, nor are its neighbours.
  ///   - thresholds: one a channel; nil where nothing is a peak.
  package func run<Values: RandomAccessCollection>(
    in values: Values, thresholds: [Values.Element?], rows: Range<Int>, columns: Range<Int>,
    _ found: (_ row: Int, _ column: Int, _ channel: Int) -> Void
  ) where Values.Index == Int, Values.Element: Comparable {
    precondition(
      values.count == height * width * channels && thresholds.count == channels, "size mismatch")
    for row in rows {
      for column in columns {
        for channel in 0..<channels {
          let value = values[values.startIndex + (row * width + column) * channels + channel]
          guard let threshold = thresholds[channel], value >= threshold,
            isPeak(value, row, column, channel, in: values)
          else { continue }
          found(row, column, channel)
        }
      }
    }
  }

  private func isPeak<Values: RandomAccessCollection>(
    _ value: Values.Element, _ row: Int, _ column: Int, _ channel: Int, in values: Values
  ) -> Bool where Values.Index == Int, Values.Element: Comparable {
    for y in max(0, row - 1)...min(height - 1, row + 1) {
      for x in max(0, column - 1)...min(width - 1, column + 1) {
        let other = values[values.startIndex + (y * width + x) * channels + channel]
        if y < row || y == row && x < column {
          guard value > other else { return false }
        } else if y > row || x > column {
          guard value >= other else { return false }
        }
      }
    }
    return true
  }
}
