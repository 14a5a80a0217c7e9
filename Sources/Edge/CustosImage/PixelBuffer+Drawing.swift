/// Drawing. Coordinates are columns and rows of pixels; whatever lies outside is clipped. Shapes are
/// hard-edged, so that a picture is the same on every machine.
extension PixelBuffer {
  /// Fills `width` x `height` pixels from column `x` and row `y` on; nothing if a size is below 1.
  public mutating func fillRectangle(x: Int, y: Int, width: Int, height: Int, _ color: Color) {
    let columns = Self.clip(start: x, count: width, limit: self.width)
    let rows = Self.clip(start: y, count: height, limit: self.height)
    let stride = self.width * 3
    for row in rows {
      for column in columns {
        let offset = row * stride + column * 3
        pixels[offset] = color.red
        pixels[offset + 1] = color.green
        pixels[offset + 2] = color.blue
      }
    }
  }

  /// Draws the outline of `width` x `height` pixels, `thickness` pixels wide to the inside.
  public mutating func strokeRectangle(
    x: Int, y: Int, width: Int, height: Int, thickness: Int = 1, _ color: Color
  ) {
    guard width > 0, height > 0 else { return }
    let vertical = min(thickness, height)
    let horizontal = min(thickness, width)
    fillRectangle(x: x, y: y, width: width, height: vertical, color)
    fillRectangle(x: x, y: y + height - vertical, width: width, height: vertical, color)
    fillRectangle(x: x, y: y, width: horizontal, height: height, color)
    fillRectangle(x: x + width - horizontal, y: y, width: horizontal, height: height, color)
  }

  /// Draws a line from one pixel to another, both included, with Bresenham's integer steps.
  ///
  /// Each step is a square of `thickness` pixels centred on the line (an even thickness reaches one
  /// pixel further to the right and down). `dash` pixels on, `dash` pixels off; 0 draws all.
  /// Coordinates are clamped to 20,000 pixels around the image.
  public mutating func drawLine(
    fromX: Int, fromY: Int, toX: Int, toY: Int, thickness: Int = 1, dash: Int = 0, _ color: Color
  ) {
    let reach = 20_000
    var x = min(max(fromX, -reach), width + reach)
    var y = min(max(fromY, -reach), height + reach)
    let endX = min(max(toX, -reach), width + reach)
    let endY = min(max(toY, -reach), height + reach)
    let deltaX = abs(endX - x)
    let deltaY = -abs(endY - y)
    let stepX = x < endX ? 1 : -1
    let stepY = y < endY ? 1 : -1
    let offset = (thickness - 1) / 2
    var error = deltaX + deltaY
    var drawn = 0
    while true {
      if dash <= 0 || drawn / dash % 2 == 0 {
        fillRectangle(x: x - offset, y: y - offset, width: thickness, height: thickness, color)
      }
      if x == endX && y == endY { return }
      drawn += 1
      let doubled = 2 * error
      if doubled >= deltaY {
        error += deltaY
        x += stepX
      }
      if doubled <= deltaX {
        error += deltaX
        y += stepY
      }
    }
  }

  /// Writes one line of text with its upper-left corner at column `x` and row `y`.
  ///
  /// `scale` enlarges the 5 x 7 glyphs (6 columns apart). Characters outside ASCII 32...126 show as
  /// a box.
  public mutating func drawText(_ text: String, x: Int, y: Int, scale: Int = 1, _ color: Color) {
    var left = x
    for character in text.unicodeScalars {
      for (row, bits) in BitmapFont.rows(of: character).enumerated() {
        for column in 0..<BitmapFont.glyphWidth where bits & (0b10000 >> UInt8(column)) != 0 {
          fillRectangle(
            x: left + column * scale, y: y + row * scale, width: scale, height: scale, color)
        }
      }
      left += BitmapFont.advance * scale
    }
  }

  private static func clip(start: Int, count: Int, limit: Int) -> Range<Int> {
    guard count > 0, start < limit else { return 0..<0 }
    let (sum, overflow) = start.addingReportingOverflow(count)
    let end = overflow ? limit : min(limit, sum)
    let first = max(0, start)
    return first < end ? first..<end : 0..<0
  }
}
