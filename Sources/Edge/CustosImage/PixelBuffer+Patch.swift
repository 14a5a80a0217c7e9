extension PixelBuffer {
  /// Cuts a patch out of this page; padding is filled by symmetric reflection.
  ///
  /// The edge pixel is repeated (`c b a | a b c | c b a`), and reflections repeat where the padding
  /// is wider than the crop. The geometry must have been made for this page's size.
  public func patch(_ geometry: PatchGeometry) -> PixelBuffer {
    precondition(
      geometry.left + geometry.cropWidth <= width && geometry.top + geometry.cropHeight <= height,
      "the geometry belongs to another page")
    let columns = Self.sourceOffsets(
      count: geometry.width, padding: geometry.paddingLeft, start: geometry.left,
      cropCount: geometry.cropWidth, stride: 3)
    let rows = Self.sourceOffsets(
      count: geometry.height, padding: geometry.paddingTop, start: geometry.top,
      cropCount: geometry.cropHeight, stride: width * 3)
    let byteCount = geometry.width * geometry.height * 3
    var samples = [UInt8](repeating: 0, count: byteCount)
    var next = 0
    for row in rows {
      for column in columns {
        let source = row + column
        samples[next] = pixels[source]
        samples[next + 1] = pixels[source + 1]
        samples[next + 2] = pixels[source + 2]
        next += 3
      }
    }
    return PixelBuffer(width: geometry.width, height: geometry.height, pixels: samples)
  }

  /// Cuts the patch of a box; see `PatchGeometry`.
  ///
  /// - Throws: `ImageError.boxOutsidePage`.
  public func patch(
    box: Box, width: Int, height: Int, padding: Bool
  ) throws(ImageError) -> PixelBuffer {
    patch(
      try PatchGeometry(
        box: box, pageWidth: self.width, pageHeight: self.height, width: width, height: height,
        padding: padding))
  }

  /// For each position of a padded line the offset of the page's sample that it shows.
  private static func sourceOffsets(
    count: Int, padding: Int, start: Int, cropCount: Int, stride: Int
  ) -> [Int] {
    let period = 2 * cropCount
    return (0..<count).map { position in
      let shifted = (position - padding) % period
      let phase = shifted < 0 ? shifted + period : shifted
      return (start + (phase < cropCount ? phase : period - 1 - phase)) * stride
    }
  }
}
