import CustosImage

/// Text of diagrams.
extension PixelBuffer {
  /// Writes a line of text with its middle at column `x` and its upper edge at row `y`.
  mutating func drawCentered(_ text: String, x: Int, y: Int, scale: Int, _ color: Color) {
    drawText(text, x: x - BitmapFont.width(of: text, scale: scale) / 2, y: y, scale: scale, color)
  }

  /// Writes a line of text that runs upwards from row `bottom`, with its left edge at column `x`.
  mutating func drawRising(_ text: String, x: Int, bottom: Int, scale: Int, _ color: Color) {
    let length = BitmapFont.width(of: text, scale: scale)
    guard length > 0 else { return }
    var line = PixelBuffer(width: length, height: BitmapFont.glyphHeight * scale)
    line.drawText(text, x: 0, y: 0, scale: scale, .black)
    for row in 0..<line.height {
      for column in 0..<line.width where line.pixels[(row * line.width + column) * 3] == 0 {
        fillRectangle(x: x + row, y: bottom - 1 - column, width: 1, height: 1, color)
      }
    }
  }

  /// A text cut to `width` columns; dots stand for what is left out before its end, where file names
  /// differ.
  static func shortened(_ text: String, width: Int, scale: Int) -> String {
    let scalars = Array(text.unicodeScalars)
    let room = (width / scale + 1) / BitmapFont.advance
    guard scalars.count > room else { return text }
    var short = String.UnicodeScalarView()
    short.append(contentsOf: scalars.suffix(max(0, room - 2)))
    return ".." + String(short)
  }
}

extension Color {
  /// Mixes white with a colour: 0 is white, 1 the colour.
  static func tint(of color: Color, _ share: Double) -> Color {
    func mix(_ value: UInt8) -> UInt8 {
      UInt8((255 - (255 - Double(value)) * min(max(share, 0), 1)).rounded())
    }
    return Color(red: mix(color.red), green: mix(color.green), blue: mix(color.blue))
  }
}
