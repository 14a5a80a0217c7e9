import CustosDataSet
import CustosDetection
import CustosImage

/// A page's brightness at another scale.
struct ScaledPage {
  /// The brightness, at least 1x1.
  let image: GrayImage
  /// Columns of the page itself.
  let pageWidth: Int
  /// Rows of the page itself.
  let pageHeight: Int
  private let factorX: Double
  private let factorY: Double

  /// Scales a page so that its staff space has `staffSpace` pixels.
  ///
  /// - Parameters:
  ///   - given: distance of the page's own staff lines in pixels; nil to measure it.
  ///   - path: the page, for the error.
  /// - Throws: `DataError.staffMissing` for a page without staves.
  init(
    _ page: GrayImage, of path: String, to staffSpace: Double, given: Double? = nil
  ) throws(DataError) {
    guard let own = given ?? StaffScale.estimate(in: page)?.staffSpace else {
      throw .staffMissing(page: path)
    }
    self.init(page, factor: staffSpace / own)
  }

  /// Scales by area averaging to sides that are rounded to whole pixels.
  init(_ page: GrayImage, factor: Double) {
    let width = max(1, Int((Double(page.width) * factor).rounded()))
    let height = max(1, Int((Double(page.height) * factor).rounded()))
    image = page.resized(width: width, height: height)
    pageWidth = page.width
    pageHeight = page.height
    factorX = Double(width) / Double(page.width)
    factorY = Double(height) / Double(page.height)
  }

  /// A box of the page in pixels of the scaled image.
  func box(_ box: Box) -> Box {
    Box(x1: box.x1 * factorX, y1: box.y1 * factorY, x2: box.x2 * factorX, y2: box.y2 * factorY)
  }
}
