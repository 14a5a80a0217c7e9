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
    let width = min(part.x2, whole.x2) - max(part.x1, whole.x1)
    let height = min(part.y2, whole.y2) - max(part.y1, whole.y1)
    guard width > 0, height > 0 else { return false }
    return 4 * width * height >= 3 * (part.x2 - part.x1) * (part.y2 - part.y1)
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
