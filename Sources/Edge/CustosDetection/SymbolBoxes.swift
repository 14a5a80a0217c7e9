import CustosImage
public import CustosNotation

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
  /// what they cover are given once, and what lies within a symbol is part of it.
  public func detections(of symbols: [FoundSymbol]) -> [Detection] {
    var result: [(detection: Detection, hasHead: Bool)] = []
    for symbol in symbols {
      let next = (detection: detection(of: symbol), hasHead: symbol.head != nil)
      // They are sorted from the left, staff by staff: what they share place with is among the last.
      let near = max(0, result.count - 8)..<result.count
      let isPart = near.contains { index in
        Self.agree(result[index].detection.box, next.detection.box)
          || !next.hasHead && Self.isWithin(next.detection.box, result[index].detection.box)
      }
      if isPart { continue }
      for index in near.reversed()
      where !result[index].hasHead
        && Self.isWithin(result[index].detection.box, next.detection.box)
      {
        result.remove(at: index)
      }
      result.append(next)
    }
    return result.map { $0.detection }
  }

  private func detection(of symbol: FoundSymbol) -> Detection {
    guard let head = symbol.head else { return Detection(box: symbol.box, className: "symbol") }
    switch self {
    case .notes: return Detection(box: symbol.box, className: "note")
    case .heads: return Detection(box: head, className: "note_head")
    }
  }

  /// Whether three quarters of a box lie in another.
  private static func isWithin(_ part: Box, _ whole: Box) -> Bool {
    let shared = part.intersection(whole)
    return shared > 0 && 4 * shared >= 3 * part.area
  }

  /// Whether the smaller box lies mostly in the other and is not much smaller.
  private static func agree(_ first: Box, _ second: Box) -> Bool {
    first.intersectionOverUnion(second) > 0.5
  }
}
