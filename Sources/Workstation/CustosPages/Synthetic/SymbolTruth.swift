public import CustosImage
public import CustosNotation

/// What is certain about one drawn symbol: its box as annotators would draw it, and where it stands.
public struct SymbolTruth: Equatable, Sendable {
  /// The smallest box around the ink in modern notation, one with a margin in mensural notation; corners
  /// are multiples of a tenth of a pixel.
  public let box: Box
  /// The symbol's class.
  public let className: String
  /// Where it stands.
  public let place: CompleteAnnotation.Place
  /// Index of the staff in `SyntheticPage.staves`, nil for what belongs to several.
  public let staff: Int?
  /// Column in pixels of what gives the symbol its place, such as the head's centre.
  public let x: Float
  /// Height of that in pixels from the top.
  public let y: Float

  /// Notes down a symbol, nil where the page does not show any of it.
  ///
  /// - Parameters:
  ///   - ink: its rectangle in pixels.
  ///   - anchor: what gives the symbol its place.
  init?(
    ink: Rectangle, className: String, place: CompleteAnnotation.Place, staff: Int?, anchor: Point,
    pageWidth: Int,
    pageHeight: Int
  ) {
    box = Box(
      x1: Self.tenth(max(0, ink.left)), y1: Self.tenth(max(0, ink.top)),
      x2: Self.tenth(min(Float(pageWidth), ink.right)),
      y2: Self.tenth(min(Float(pageHeight), ink.bottom)))
    self.className = className
    self.place = place
    self.staff = staff
    (x, y) = (anchor.x, anchor.y)
    guard box.x2 > box.x1, box.y2 > box.y1 else { return nil }
  }

  private static func tenth(_ value: Float) -> Double { (Double(value) * 10).rounded() / 10 }

  /// The symbol as a line of a page with complete annotations.
  public var annotation: CompleteAnnotation {
    CompleteAnnotation(box: box, className: className, place: place)
  }
}
