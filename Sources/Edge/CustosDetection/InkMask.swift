import CustosImage

/// Which pixels of a picture are ink: bytes `[height, width]`, 1 for ink, 0 for paper.
struct InkMask {
  let width: Int
  let height: Int
  var pixels: [UInt8]

  init(width: Int, height: Int, pixels: [UInt8]) {
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Thresholds a picture with hysteresis against its local mean, that of the square of
  /// `2 * radius + 1` pixels around each pixel. A pixel is ink if it is darker by `percent`, or
  /// darker by the lower threshold `faintPercent` and connected with such pixels.
  ///
  /// Cost: a few operations per pixel, whatever the radius; memory: one row of sums, and that of
  /// `RegionMap`.
  /// Source: D. Bradley, G. Roth, "Adaptive Thresholding Using the Integral Image", 2007.
  init(_ image: GrayImage, radius: Int, percent: Int, faintPercent: Int) {
    let width = image.width
    let height = image.height
    var ink = [UInt8](repeating: 0, count: width * height)
    var faint = ink
    var columnSums = [Int](repeating: 0, count: width)
    let source = image.pixels.span
    for row in 0..<min(radius, height) {
      for column in 0..<width { columnSums[column] += Int(source[row * width + column]) }
    }
    for row in 0..<height {
      if row + radius < height {
        let start = (row + radius) * width
        for column in 0..<width { columnSums[column] += Int(source[start + column]) }
      }
      if row > radius {
        let start = (row - radius - 1) * width
        for column in 0..<width { columnSums[column] -= Int(source[start + column]) }
      }
      let rows = min(height - 1, row + radius) - max(0, row - radius) + 1
      var sum = 0
      for column in 0..<min(radius, width) { sum += columnSums[column] }
      for column in 0..<width {
        if column + radius < width { sum += columnSums[column + radius] }
        if column > radius { sum -= columnSums[column - radius - 1] }
        let columns = min(width - 1, column + radius) - max(0, column - radius) + 1
        let value = Int(source[row * width + column])
        let scaled = value * rows * columns * 100
        ink[row * width + column] = scaled < sum * (100 - percent) ? 1 : 0
        faint[row * width + column] = scaled < sum * (100 - faintPercent) ? 1 : 0
      }
    }
    self.init(width: width, height: height, pixels: faint)
    keepRegions(meeting: InkMask(width: width, height: height, pixels: ink))
  }

  /// Whether a pixel is ink; pixels outside the picture are not.
  func isInk(_ column: Int, _ row: Int) -> Bool {
    column >= 0 && column < width && row >= 0 && row < height && pixels[row * width + column] != 0
  }

  /// The run of ink in a column that covers `row`, or else the nearest one within `reach` rows.
  func verticalRun(column: Int, near row: Int, reach: Int) -> InkRun? {
    for distance in 0...reach {
      for candidate in [row - distance, row + distance] where isInk(column, candidate) {
        var start = candidate
        var end = candidate + 1
        while isInk(column, start - 1) { start -= 1 }
        while isInk(column, end) { end += 1 }
        return InkRun(start: start, end: end)
      }
    }
    return nil
  }
}
