import CustosImage
import CustosNotation

/// Which box of a note is its symbol: that which the training pages' annotations have.
public enum SymbolBoxes: Sendable {
  /// Head, stem and flag, as mensural pages are annotated.
  case notes
  /// The head alone, as modern pages are annotated.
  case heads

  /// Finds a choice by its name, `notes` or `heads`.
  public init?(name: String) {
    switch name {
    case "notes": self = .notes
    case "heads": self = .heads
    default: return nil
    }
  }

  /// What a detector would have said of a found symbol: its box and the class `note`, `note_head` or
  /// `symbol`.
  public func detection(of symbol: FoundSymbol) -> Detection {
    guard let head = symbol.head else { return Detection(box: symbol.box, className: "symbol") }
    switch self {
    case .notes: return Detection(box: symbol.box, className: "note")
    case .heads: return Detection(box: head, className: "note_head")
    }
  }
}
