extension PixelBuffer {
  /// Draws a symbol's box and, on a white ground just above it, its label.
  ///
  /// The label moves below the box where there is no room above, and to the left at the right border.
  public mutating func drawSymbol(box: Box, label: String, _ color: Color = .red) {
    let limit = 1_000_000.0
    func pixel(_ value: Double) -> Int { Int(min(max(value, -limit), limit)) }
    let (left, top) = (pixel(box.x1), pixel(box.y1))
    let (right, bottom) = (pixel(box.x2), pixel(box.y2))
    strokeRectangle(
      x: left, y: top, width: right - left, height: bottom - top, thickness: 2, color)
    guard !label.isEmpty else { return }
    let scale = 2
    let textWidth = BitmapFont.width(of: label, scale: scale)
    let textHeight = BitmapFont.glyphHeight * scale
    let x = max(2, min(left, width - textWidth - 2))
    let y = top >= textHeight + 4 ? top - textHeight - 3 : bottom + 4
    fillRectangle(x: x - 2, y: y - 2, width: textWidth + 4, height: textHeight + 3, .white)
    drawText(label, x: x, y: y, scale: scale, color)
  }
}
