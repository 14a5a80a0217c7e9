public import CustosDetection
public import CustosImage
public import CustosNotation

/// What finds the symbols of a picture.
public enum SymbolDetector: Equatable, Sendable {
  /// `SymbolFinder`: staves, ink and heads, without a network. The boxes are those of notes or of
  /// heads, as in the training pages' annotations; with `notesOnly` what has no head is left out.
  case classical(SymbolBoxes, notesOnly: Bool = false)

  /// Finds the symbols, from the left to the right of each staff, and measures the staff space.
  ///
  /// - Returns: no scale and no symbol where the picture shows no staff.
  public func detect(in page: GrayImage) -> (scale: StaffScale?, detections: [Detection]) {
    switch self {
    case .classical(let boxes, let notesOnly):
      guard let scale = StaffScale.estimate(in: page) else { return (nil, []) }
      let symbols = SymbolFinder.find(in: page, scale: scale)
      return (scale, boxes.detections(of: notesOnly ? symbols.filter { $0.head != nil } : symbols))
    }
  }
}
