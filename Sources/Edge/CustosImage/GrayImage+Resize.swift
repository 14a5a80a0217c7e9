extension GrayImage {
  /// Scales to another size by the rule of `PixelBuffer.resized`, so that a picture whose channels are
  /// equal gives the same samples both ways.
  public func resized(width newWidth: Int, height newHeight: Int) -> GrayImage {
    if newWidth == width && newHeight == height { return self }
    return resized(width: newWidth, height: newHeight, rows: 0..<newHeight)
  }

  /// Rows `rows` of the scaled picture alone, at least one, so that the whole need not be in memory.
  public func resized(width newWidth: Int, height newHeight: Int, rows: Range<Int>) -> GrayImage {
    precondition(
      !rows.isEmpty && rows.lowerBound >= 0 && rows.upperBound <= newHeight, "no such rows")
    let average = AreaAverage(
      width: width, height: height, newWidth: newWidth, newHeight: newHeight)
    return GrayImage(
      width: newWidth, height: rows.count,
      pixels: average.scaled(pixels.span, channels: 1, rows: rows))
  }
}
