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

  /// What a detector would have said of the found symbols: boxes and the classes `note`, `note_head`
  /// or `symbol`.
  ///
  /// Heads that share a stem are one note each, but boxes of notes that agree in more than half of
  /// what they cover are given once.
  public func detections(of symbols: [FoundSymbol]) -> [Detection] {
    var result: [Detection] = []
    for symbol in symbols {
      let next = detection(of: symbol)
      // They are sorted from the left, staff by staff: the same note is among the last few.
      let isKnown = result.suffix(8).contains { Self.agree($0.box, next.box) }
      if !isKnown { result.append(next) }
    }
    return result
  }

  private func detection(of symbol: FoundSymbol) -> Detection {
    guard let head = symbol.head else { return Detection(box: symbol.box, className: "symbol") }
    switch self {
    case .notes: return Detection(box: symbol.box, className: "note")
    case .heads: return Detection(box: head, className: "note_head")
    }
  }

  /// Whether the smaller box lies mostly in the other and is not much smaller.
  private static func agree(_ first: Box, _ second: Box) -> Bool {
    let width = min(first.x2, second.x2) - max(first.x1, second.x1)
    let height = min(first.y2, second.y2) - max(first.y1, second.y1)
    guard width > 0, height > 0 else { return false }
    let total =
      (first.x2 - first.x1) * (first.y2 - first.y1)
      + (second.x2 - second.x1) * (second.y2 - second.y1)
    return 3 * width * height > total
  }
}
