public import CustosImage
public import CustosNotation

/// What is certain about one drawn symbol: where its ink is and where it stands.
public struct SymbolTruth: Equatable, Sendable {
  /// Where a symbol stands on its staff.
  public enum Place: Equatable, Sendable {
    /// At a staff position.
    case position(StaffPosition)
    /// A note head below L0 or above S6.
    case outside
    /// Something else below L0 or above S6, which has a height but no name for it.
    case unnamed
    /// The class has no place of its own.
    case none
  }

  /// The smallest box around the ink; corners are multiples of a tenth of a pixel.
  public let box: Box
  /// The symbol's class.
  public let className: String
  /// Where it stands.
  public let place: Place
  /// Index of the staff in `SyntheticPage.staves`, nil for what belongs to several.
  public let staff: Int?
  /// Column in pixels of what gives the symbol its place, such as the head's centre.
  public let x: Float
  /// Height of that in pixels from the top.
  public let y: Float

  /// Notes down ink, nil where the page does not show any of it.
  ///
  /// - Parameters:
  ///   - ink: the smallest rectangle around it in pixels.
  ///   - anchor: what gives the symbol its place.
  init?(
    ink: Rectangle, className: String, place: Place, staff: Int?, anchor: Point, pageWidth: Int,
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

  /// The line `x1,y1;x2,y2;class_name;position` without its end: the position is a name, `out` for a
  /// head outside, `?` for anything else outside, and empty where the class has none.
  public var line: String {
    // The corners are written as in any annotation.
    let corners = Annotation(box: box, className: className, position: .l0).line
      .dropLast(StaffPosition.l0.name.utf8.count)
    let position =
      switch place {
      case .position(let position): position.name
      case .outside: "out"
      case .unnamed: "?"
      case .none: ""
      }
    return corners + position
  }
}
