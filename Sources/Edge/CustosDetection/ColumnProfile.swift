import CustosImage

/// The brightness down a picture, averaged over a few neighbouring columns.
///
/// Staff lines are nearly horizontal, so averaging across columns keeps them and reduces noise.
struct ColumnProfile {
  /// Mean brightness of each row, in sixteenths: 0...4080.
  let values: [Int32]

  /// Averages columns `first..<first + count`, which must lie in the image.
  init(_ image: GrayImage, first: Int, count: Int) {
    let width = image.width
    let divisor = Int32(count)
    values = (0..<image.height).map { row in
      var sum: Int32 = 0
      for column in first..<first + count { sum += Int32(image.pixels[row * width + column]) }
      return sum * 16 / divisor
    }
  }

  /// The runs that are darker than their surroundings: below the mean of `2 * radius + 1` rows
  /// (fewer at the ends) by `StaffScale.minimumContrastPercent` and by
  /// `StaffScale.minimumContrast` levels.
  ///
  /// Source: D. Bradley, G. Roth, "Adaptive Thresholding Using the Integral Image", 2007, along one
  /// axis.
  func inkRuns(radius: Int) -> [InkRun] {
    var runs: [InkRun] = []
    let count = values.count
    var sum: Int32 = 0
    for row in 0..<min(radius, count) { sum += values[row] }
    var start = -1
    for row in 0..<count {
      if row + radius < count { sum += values[row + radius] }
      if row - radius - 1 >= 0 { sum -= values[row - radius - 1] }
      let size = Int32(min(count - 1, row + radius) - max(0, row - radius) + 1)
      let mean = sum / size
      let contrast = max(
        StaffScale.minimumContrast * 16, mean * StaffScale.minimumContrastPercent / 100)
      if values[row] < mean - contrast {
        if start < 0 { start = row }
      } else if start >= 0 {
        runs.append(InkRun(start: start, end: row))
        start = -1
      }
    }
    if start >= 0 { runs.append(InkRun(start: start, end: count)) }
    return runs
  }
}
