import CustosImage

extension PixelBuffer {
  /// A side of the window that is cut around a symbol, in pixels of the page.
  ///
  /// - Parameters:
  ///   - length: the side at training.
  ///   - scale: staff space of the page over the staff space of the training pages, positive.
  /// - Returns: `length * scale`, rounded, at least 1 and at most 4096, which bounds the memory.
  public static func windowSide(_ length: Int, scale: Double) -> Int {
    Int(min(4096, max(1, (Double(length) * scale).rounded())))
  }

  /// Cuts the patch of a symbol at the scale that a network was trained at.
  ///
  /// The window around the box's centre has the sides `windowSide` of `width` and `height`; it is resized
  /// to `networkWidth` x `networkHeight`. With scale 1 it is the patch that training cut.
  ///
  /// - Throws: `ImageError.boxOutsidePage`.
  public func patch(
    box: Box, width: Int, height: Int, scale: Double, networkWidth: Int, networkHeight: Int
  ) throws(ImageError) -> PixelBuffer {
    try patch(
      box: box, width: Self.windowSide(width, scale: scale),
      height: Self.windowSide(height, scale: scale), padding: true
    ).resized(width: networkWidth, height: networkHeight)
  }
}
