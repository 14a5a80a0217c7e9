/// A picture's brightness in memory: bytes `[height, width]`, rows without gaps, 0 (black) to 255
/// (white), top row first.
public struct GrayImage: Equatable, Sendable {
  /// Columns, at least 1.
  public let width: Int
  /// Rows, at least 1.
  public let height: Int
  /// The samples, `height * width` bytes.
  public let pixels: [UInt8]

  /// Takes over samples; `pixels.count` must be `width * height`.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && pixels.count == width * height, "size mismatch")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Takes the luma of an RGB image: `(77 R + 150 G + 29 B) / 256`, truncated: the weights of ITU-R
  /// BT.601 in 1/256, the same result on every CPU.
  public init(_ image: PixelBuffer) {
    let count = image.width * image.height
    var samples = [UInt8](repeating: 0, count: count)
    let rgb = image.pixels.span
    var luma = samples.mutableSpan
    // Checked once, so that the compiler can leave the checks within the loop out.
    precondition(rgb.count == count * 3 && luma.count == count, "size mismatch")
    for index in luma.indices {
      let red = UInt32(rgb[index * 3])
      let green = UInt32(rgb[index * 3 + 1])
      let blue = UInt32(rgb[index * 3 + 2])
      luma[index] = UInt8(truncatingIfNeeded: (77 * red + 150 * green + 29 * blue) >> 8)
    }
    self.init(width: image.width, height: image.height, pixels: samples)
  }
}
