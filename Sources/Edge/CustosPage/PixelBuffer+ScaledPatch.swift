import CustosImage

extension PixelBuffer {
  /// Cuts the patch of a symbol at the scale that a network was trained at.
  ///
  /// The window is `width * scale` x `height * scale` pixels of this page around the box's centre,
  /// rounded, at least 1; it is resized to `networkWidth` x `networkHeight`. With scale 1 it is the
  /// patch that training cut.
  ///
  /// - Parameter scale: staff space of this page over the staff space of the training pages, positive;
  ///   windows are at most 8192 pixels wide and high.
  /// - Throws: `ImageError.boxOutsidePage`.
  public func patch(
    box: Box, width: Int, height: Int, scale: Double, networkWidth: Int, networkHeight: Int
  ) throws(ImageError) -> PixelBuffer {
    func side(_ length: Int) -> Int {
      Int(min(8192, max(1, (Double(length) * scale).rounded())))
    }
    return try patch(box: box, width: side(width), height: side(height), padding: true)
      .resized(width: networkWidth, height: networkHeight)
  }
}
