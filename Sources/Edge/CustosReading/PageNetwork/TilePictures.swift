public import CustosImage

/// Cuts tiles out of a page as a page network sees it. Only the rows of one row of tiles are resized at a
/// time, so that the resized page is never in memory as a whole.
public struct TilePictures {
  private let page: GrayImage
  private let scale: PageScale
  private var strip: (rows: Range<Int>, image: GrayImage)?

  /// Takes a page of the size that `scale` is for.
  public init(_ page: GrayImage, scale: PageScale) {
    precondition(
      page.width == scale.pageWidth && page.height == scale.pageHeight,
      "The scale belongs to a page of another size.")
    self.page = page
    self.scale = scale
  }

  /// Writes a tile as the network's input, RGB bytes `[height, width, 3]` with equal channels.
  ///
  /// - Parameters:
  ///   - row: the tile's first row of cells, within the page.
  ///   - column: the tile's first column of cells, within the page.
  ///   - height: rows in pixels.
  ///   - width: columns in pixels.
  ///   - pixels: is replaced.
  public mutating func cut(
    row: Int, column: Int, height: Int, width: Int, into pixels: inout [UInt8]
  ) {
    let top = row * scale.stride
    let left = column * scale.stride
    let image = resized(top..<min(top + height, scale.height))
    if pixels.count != height * width * 3 {
      pixels = [UInt8](repeating: 0, count: height * width * 3)
    }
    var target = pixels.mutableSpan
    let source = image.pixels.span
    var next = 0
    for y in 0..<height {
      let line = min(y, image.height - 1) * image.width
      for x in left..<left + width {
        let level = source[line + min(x, image.width - 1)]
        target[next] = level
        target[next + 1] = level
        target[next + 2] = level
        next += 3
      }
    }
  }

  private mutating func resized(_ rows: Range<Int>) -> GrayImage {
    if let strip, strip.rows == rows { return strip.image }
    let image =
      rows == 0..<scale.height
      ? page.resized(width: scale.width, height: scale.height)
      : page.resized(width: scale.width, height: scale.height, rows: rows)
    strip = (rows, image)
    return image
  }
}
