/// Which pixels of a page make the patch of a symbol, and how much is added around them.
///
/// With c the box's centre and W x H the patch: the crop is
/// `[max(0, cy - H/2), min(PH, cy + H/2)) x [max(0, cx - W/2), min(PW, cx + W/2))`, every bound
/// truncated to an integer. The padding is what the page lacks on each side, truncated to integers;
/// what truncation leaves missing goes to the right and the bottom, so that a padded patch is always
/// exactly W x H. Without padding the patch is the crop, as the original gives it.
public struct PatchGeometry: Equatable, Sendable {
  /// First column of the crop.
  public let left: Int
  /// First row of the crop.
  public let top: Int
  /// Columns of the crop, at least 1.
  public let cropWidth: Int
  /// Rows of the crop, at least 1.
  public let cropHeight: Int
  /// Columns added on the left.
  public let paddingLeft: Int
  /// Rows added above.
  public let paddingTop: Int
  /// Columns added on the right.
  public let paddingRight: Int
  /// Rows added below.
  public let paddingBottom: Int

  /// Columns of the patch.
  public var width: Int { paddingLeft + cropWidth + paddingRight }
  /// Rows of the patch.
  public var height: Int { paddingTop + cropHeight + paddingBottom }

  /// Places a patch of `width` x `height` pixels around the box's centre.
  ///
  /// - Parameter padding: whether reflections fill what lies outside the page.
  /// - Throws: `ImageError.boxOutsidePage` when the crop has no pixel.
  public init(
    box: Box, pageWidth: Int, pageHeight: Int, width: Int, height: Int, padding: Bool
  ) throws(ImageError) {
    precondition(width > 0 && height > 0, "a patch has at least one pixel")
    guard
      let horizontal = Span(center: box.centerX, size: width, page: pageWidth, padding: padding),
      let vertical = Span(center: box.centerY, size: height, page: pageHeight, padding: padding)
    else { throw .boxOutsidePage(box, pageWidth: pageWidth, pageHeight: pageHeight) }
    left = horizontal.start
    cropWidth = horizontal.count
    paddingLeft = horizontal.before
    paddingRight = horizontal.after
    top = vertical.start
    cropHeight = vertical.count
    paddingTop = vertical.before
    paddingBottom = vertical.after
  }
}

/// The geometry along one axis.
private struct Span {
  let start: Int
  let count: Int
  let before: Int
  let after: Int

  init?(center: Double, size: Int, page: Int, padding: Bool) {
    let low = center - Double(size) / 2
    let high = center + Double(size) / 2
    // Bounded before the conversion, which traps beyond Int's range; NaN fails here too.
    guard high > 0, low < Double(page) else { return nil }
    let first = Int(max(0, low))
    var end = Int(min(Double(page), high))
    var paddingBefore = 0
    var paddingAfter = 0
    if padding {
      paddingBefore = Int(abs(min(0, low)))
      // A centre within rounding of a pixel's edge can give one pixel too many.
      end = min(end, first + size - paddingBefore)
      // What the page lacks on the far side plus the pixel that truncation may have lost.
      paddingAfter = size - paddingBefore - (end - first)
    }
    guard end > first else { return nil }
    start = first
    count = end - first
    before = paddingBefore
    after = paddingAfter
  }
}
