import CustosImage

extension PixelBuffer {
  /// Copies a picture with its upper left corner at column `x` and row `y`; it must fit.
  mutating func draw(_ picture: PixelBuffer, x: Int, y: Int) {
    precondition(
      x >= 0 && y >= 0 && x + picture.width <= width && y + picture.height <= height,
      "the picture must fit")
    let count = picture.width * 3
    for row in 0..<picture.height {
      let target = ((y + row) * width + x) * 3
      pixels.replaceSubrange(
        target..<target + count, with: picture.pixels[row * count..<(row + 1) * count])
    }
  }
}
