import CustosDataSet
import CustosImage
import CustosNotation
import CustosPlatform

/// A symbol on its way from one format to another.
struct ConvertedSymbol: Equatable, Sendable {
  /// Where it stands, for messages: `a.xml, line 12`.
  let item: String
  /// Box, class and place.
  var annotation: CompleteAnnotation

  init(item: String, annotation: CompleteAnnotation) {
    self.item = item
    self.annotation = annotation
  }

  /// Takes what a foreign file says, once it is sound.
  ///
  /// - Parameters:
  ///   - className: blanks around it are left out.
  ///   - attribute: the property for the staff position, nil if there is none.
  ///   - positions: where the file keeps positions.
  /// - Throws: `DataError.annotation`.
  init(
    item: String, box: Box, className: String, attribute: String?, positions: PositionStorage
  ) throws(DataError) {
    try Self.check(box, item: item)
    guard box.x2 > box.x1, box.y2 > box.y1 else {
      throw .annotation(
        item: item, "the box has no width or no height; correct it or remove the symbol.")
    }
    let trimmed = TextFile.trimmed(className)
    guard !trimmed.isEmpty else { throw .annotation(item: item, "the class name is empty.") }
    guard !trimmed.unicodeScalars.contains(where: MessageText.isControl) else {
      throw .annotation(
        item: item,
        "the class name \(MessageText.quoted(trimmed)) holds a control character; remove it.")
    }
    var symbol = CompleteAnnotation(box: box, className: trimmed, place: .none)
    if positions == .name { (symbol.className, symbol.place) = PositionStorage.split(trimmed) }
    if positions != .none, let attribute {
      guard let place = CompleteAnnotation.Place(text: TextFile.trimmed(attribute)) else {
        throw .annotation(
          item: item,
          "\(PositionStorage.attributeName) must be L0 to L6, S0 to S6, out, ? or empty, but is "
            + "\(MessageText.quoted(attribute)); correct it.")
      }
      symbol.place = place
    }
    self.init(item: item, annotation: symbol)
  }

  /// Refuses boxes that annotation lines could not hold, thinner than half a pixel.
  ///
  /// - Throws: `DataError.annotation`.
  static func checkExtent(of symbol: ConvertedSymbol) throws(DataError) {
    let box = symbol.annotation.box
    guard min(box.x2 - box.x1, box.y2 - box.y1) >= 0.5 else {
      throw .annotation(
        item: symbol.item, "the box is thinner than half a pixel; correct it or remove the symbol.")
    }
  }

  /// Refuses corners that no page can have, 10 million pixels away or more.
  ///
  /// - Throws: `DataError.annotation`.
  static func check(_ box: Box, item: String) throws(DataError) {
    guard [box.x1, box.y1, box.x2, box.y2].allSatisfy({ abs($0) <= 1e7 }) else {
      throw .annotation(item: item, "its corners are no places on a page; correct the box.")
    }
  }
}
