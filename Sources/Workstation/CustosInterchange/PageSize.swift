import CustosImage

/// Columns and rows of a page in pixels.
struct PageSize: Equatable, Sendable {
  var width: Int
  var height: Int

  /// The largest side that is believed.
  static let limit = 1_000_000

  /// Sides of 1...`limit`; nil for others.
  init?(width: Int, height: Int) {
    guard (1...Self.limit).contains(width), (1...Self.limit).contains(height) else { return nil }
    self.width = width
    self.height = height
  }

  init(_ picture: PixelBuffer) {
    width = picture.width
    height = picture.height
  }

  /// Whether some of a box lies on the page.
  func meets(_ box: Box) -> Bool {
    box.x1 < Double(width) && box.y1 < Double(height) && box.x2 > 0 && box.y2 > 0
  }

  /// What of a box lies on the page.
  func clip(_ box: Box) -> Box {
    Box(
      x1: max(0, box.x1), y1: max(0, box.y1), x2: min(Double(width), box.x2),
      y2: min(Double(height), box.y2))
  }

  /// A box in pixels of one in fractions of the page, to the thousandth of a pixel.
  func scale(_ box: Box) -> Box {
    Box(
      x1: Decimals.thousandths(box.x1 * Double(width)),
      y1: Decimals.thousandths(box.y1 * Double(height)),
      x2: Decimals.thousandths(box.x2 * Double(width)),
      y2: Decimals.thousandths(box.y2 * Double(height)))
  }

  var text: String { "\(width)x\(height)" }
}
