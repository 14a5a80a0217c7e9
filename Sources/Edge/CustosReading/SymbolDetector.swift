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
    let (scale, symbols) = try find(in: page)
    return (scale, symbols.map { $0.detection })
  }

  /// The same with what is known beside the boxes.
  func find(
    in page: GrayImage
  ) throws(ReadingError) -> (scale: StaffScale?, symbols: [LocatedSymbol]) {
    guard let scale = StaffScale.estimate(in: page) else { return (nil, []) }
    switch self {
    case .classical(let boxes, let notesOnly):
      let symbols = SymbolFinder.find(in: page, scale: scale)
      return (
        scale,
        boxes.placed(notesOnly ? symbols.filter { $0.head != nil } : symbols).map {
          LocatedSymbol(detection: $0.detection, staff: $0.staff)
        }
      )
    case .network(let network):
      let symbols = try network.read(page, scale: scale)
      return (
        scale,
        symbols.map {
          LocatedSymbol(
            detection: Detection(box: $0.box, className: $0.className), presence: $0.probability,
            staff: $0.staff)
        }
      )
    }
  }
}
