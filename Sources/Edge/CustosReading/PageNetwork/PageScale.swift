import CustosImage
public import CustosModelFile

/// How a page becomes a page network's picture: resized so that its staff space is the network's, then
/// padded at the right and the bottom to whole cells by repeating the last column and row.
public struct PageScale: Equatable, Sendable {
  /// Columns of the page.
  public let pageWidth: Int
  /// Rows of the page.
  public let pageHeight: Int
  /// Columns of the resized page, at least 1.
  public let width: Int
  /// Rows of the resized page, at least 1.
  public let height: Int
  /// Pixels of the resized page to a cell.
  public let stride: Int
  /// From one staff line to the next in pixels of the resized page.
  public let staffSpace: Double

  /// Pixels of the resized page at most.
  public static let pixelLimit = 1 << 27
  /// Rows or columns of the resized page at most.
  public static let extentLimit = 65_000

  /// Scales a page of a staff space of `staffSpace` pixels; nil where the resized page would be beyond
  /// the limits.
  public init?(pageWidth: Int, pageHeight: Int, staffSpace: Double, form: PageForm) {
    let factor = form.staffSpace / staffSpace
    let limit = Double(Self.extentLimit)
    let columns = (Double(pageWidth) * factor).rounded()
    let rows = (Double(pageHeight) * factor).rounded()
    guard factor > 0, columns <= limit, rows <= limit else { return nil }
    width = max(1, Int(columns))
    height = max(1, Int(rows))
    guard width * height <= Self.pixelLimit else { return nil }
    self.pageWidth = pageWidth
    self.pageHeight = pageHeight
    stride = form.stride
    self.staffSpace = form.staffSpace
  }

  /// Columns of cells.
  public var cellColumns: Int { (width + stride - 1) / stride }
  /// Rows of cells.
  public var cellRows: Int { (height + stride - 1) / stride }

  /// The box on the page, in its pixels.
  ///
  /// - Parameters:
  ///   - centreX: in columns of the resized page.
  ///   - centreY: in rows of the resized page.
  ///   - width: in staff spaces.
  ///   - height: in staff spaces.
  func box(centreX: Double, centreY: Double, width boxWidth: Double, height boxHeight: Double)
    -> Box
  {
    let factorX = Double(pageWidth) / Double(width)
    let factorY = Double(pageHeight) / Double(height)
    let halfWidth = boxWidth * staffSpace / 2
    let halfHeight = boxHeight * staffSpace / 2
    return Box(
      x1: (centreX - halfWidth) * factorX, y1: (centreY - halfHeight) * factorY,
      x2: (centreX + halfWidth) * factorX, y2: (centreY + halfHeight) * factorY)
  }
}
