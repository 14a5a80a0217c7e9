import CustosNotation

/// Where a foreign format keeps the staff position of a symbol.
public enum PositionStorage: String, CaseIterable, Sendable {
  /// As a property of the symbol by the name `staff_position`.
  case attribute
  /// Behind the class name and a dot: `g_clef.L3`.
  case name
  /// Nowhere: positions are left out.
  case none

  /// The property's name.
  static let attributeName = "staff_position"

  /// Takes a class name with a place apart; a name without one is the class.
  static func split(_ name: String) -> (className: String, place: CompleteAnnotation.Place) {
    let bytes = [UInt8](name.utf8)
    guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return (name, .none) }
    let suffix = String(decoding: bytes[(dot + 1)...], as: UTF8.self)
    guard !suffix.isEmpty, let place = CompleteAnnotation.Place(text: suffix) else {
      return (name, .none)
    }
    return (String(decoding: bytes[..<dot], as: UTF8.self), place)
  }

  /// The class name of a symbol in a file; nil where it would read back as another class or place.
  func className(of symbol: CompleteAnnotation) -> String? {
    guard self == .name else { return symbol.className }
    let name =
      symbol.place == .none ? symbol.className : "\(symbol.className).\(symbol.place.text)"
    return Self.split(name) == (symbol.className, symbol.place) ? name : nil
  }

  /// The property of a symbol in a file, nil without one.
  func attribute(of symbol: CompleteAnnotation) -> String? {
    self == .attribute && symbol.place != .none ? symbol.place.text : nil
  }
}
