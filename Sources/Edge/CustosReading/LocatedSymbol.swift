import CustosNotation

/// A symbol that is to be read, with what its finder knows of it.
struct LocatedSymbol {
  /// Where it is, and its class.
  var detection: Detection
  /// How probable it is that a symbol is there, 0...1; nil where no network has found it.
  var presence: Float?
  /// Its staff, counted from the top of the page from 0 on; nil where it is not known.
  var staff: Int?
}
