extension GrayImage {
  /// Averages blocks of `factor` x `factor` pixels, truncated; what is left over at the right and the
  /// bottom is dropped. Both sides must have at least `factor` pixels.
  public func shrunk(by factor: Int) -> GrayImage {
    guard factor > 1 else { return self }
    let newWidth = width / factor
    let newHeight = height / factor
    let area = UInt32(factor * factor)
    // Lines are added up first, which compilers turn into vector instructions.
    var lineSums = [UInt32](repeating: 0, count: newWidth * factor)
    var output = [UInt8](repeating: 0, count: newWidth * newHeight)
    let pixels = pixels.span
    for row in 0..<newHeight {
      for index in lineSums.indices { lineSums[index] = 0 }
      for line in row * factor..<(row + 1) * factor {
        lineSums.add(pixels.extracting(line * width..<line * width + lineSums.count))
      }
      var next = 0
      for column in 0..<newWidth {
        var sum: UInt32 = 0
        for _ in 0..<factor {
          sum += lineSums[next]
          next += 1
        }
        output[row * newWidth + column] = UInt8(truncatingIfNeeded: sum / area)
      }
    }
    return GrayImage(width: newWidth, height: newHeight, pixels: output)
  }
}
