extension PixelBuffer {
  /// Scales to another size by area averaging, in exact integer arithmetic.
  ///
  /// An output pixel is the mean of the source area that it covers, each source pixel weighted by
  /// its exact share, rounded to the nearest integer with halves up:
  /// `floor((2 * sum + area) / (2 * area))` in units where every share is an integer. Shrinking
  /// thereby averages whole blocks, enlarging repeats pixels with mixed seams. The result is the
  /// same on every CPU.
  public func resized(width newWidth: Int, height newHeight: Int) -> PixelBuffer {
    if newWidth == width && newHeight == height { return self }
    let average = AreaAverage(
      width: width, height: height, newWidth: newWidth, newHeight: newHeight)
    return PixelBuffer(
      width: newWidth, height: newHeight,
      pixels: average.scaled(pixels.span, channels: 3, rows: 0..<newHeight))
  }
}
