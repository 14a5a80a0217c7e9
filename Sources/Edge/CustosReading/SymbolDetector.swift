public import CustosDetection
public import CustosImage
public import CustosNotation

/// What finds the symbols of a picture.
public enum SymbolDetector {
  /// `SymbolFinder`: staves, ink and heads, without a network. The boxes are those of notes or of
  /// heads, as in the training pages' annotations; with `notesOnly` what has no head is left out.
  case classical(SymbolBoxes, notesOnly: Bool = false)
  /// A page network, whose boxes and classes are taken.
  case network(PageNetwork)

  /// Finds the symbols, from the left to the right of each staff, and measures the staff space.
  ///
  /// - Returns: no scale and no symbol where the picture shows no staff.
  /// - Throws: `ReadingError` where a page network cannot be run.
  public func detect(
    in page: GrayImage
  ) throws(ReadingError) -> (scale: StaffScale?, detections: [Detection]) {
    guard let scale = StaffScale.estimate(in: page) else { return (nil, []) }
    switch self {
    case .classical(let boxes, let notesOnly):
      let symbols = SymbolFinder.find(in: page, scale: scale)
      return (scale, boxes.detections(of: notesOnly ? symbols.filter { $0.head != nil } : symbols))
    case .network(let network):
      let symbols = try network.read(page, scale: scale)
      return (scale, symbols.map { Detection(box: $0.box, className: $0.className) })
    }
  }
}
