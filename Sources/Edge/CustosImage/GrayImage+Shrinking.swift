extension GrayImage {
  /// Averages blocks of `factor` x `factor` pixels, truncated; what is left over at the right and the
  /// bottom is dropped. Both sides must have at least `factor` pixels.
  public func shrunk(by factor: Int) -> GrayImage {
    guard factor > 1 else { return self }
    let newWidth = width / factor
    let newHeight = height / factor
    let area = UInt32(factor * factor)
    var sums = [UInt32](repeating: 0, count: newWidth)
    var output = [UInt8](repeating: 0, count: newWidth * newHeight)
    let pixels = pixels.span
    for row in 0..<newHeight {
      for column in 0..<newWidth { sums[column] = 0 }
      for line in row * factor..<(row + 1) * factor {
        var next = line * width
        for column in 0..<newWidth {
          for _ in 0..<factor {
            sums[column] += UInt32(pixels[next])
            next += 1
          }
        }
      }
      for column in 0..<newWidth {
        output[row * newWidth + column] = UInt8(truncatingIfNeeded: sums[column] / area)
      }
    }
    return GrayImage(width: newWidth, height: newHeight, pixels: output)
  }
}
