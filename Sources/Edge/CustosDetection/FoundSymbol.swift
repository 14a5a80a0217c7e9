public import CustosImage

/// A symbol that was found on a page, before its staff position is read.
public struct FoundSymbol: Equatable, Sendable {
  /// The whole symbol in page pixels; for a note: head, stem and flag, without the beam.
  public var box: Box
  /// The head alone, if the symbol is a note.
  public var head: Box?
  /// Its staff, counted from the top of the page from 0 on; nil where it is not known.
  public var staff: Int?

  /// Describes a symbol.
  public init(box: Box, head: Box?, staff: Int? = nil) {
    self.box = box
    self.head = head
    self.staff = staff
  }
}
