import CustosImage
public import CustosNotation

/// What the box of a note encloses, as in the annotations of the training pages.
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

  /// Turns found symbols into detections: boxes with the classes `note`, `note_head` or `symbol`.
  ///
  /// Each head of a shared stem is a note, but of boxes that overlap by more than half only one is
  /// kept (non-maximum suppression), and a detection within another symbol is part of that symbol.
  public func detections(of symbols: [FoundSymbol]) -> [Detection] {
    placed(symbols).map { $0.detection }
  }

  /// The same with the symbols' staves.
  public func placed(_ symbols: [FoundSymbol]) -> [(detection: Detection, staff: Int?)] {
    var result: [(detection: Detection, hasHead: Bool, staff: Int?)] = []
    for symbol in symbols {
      let next = (
        detection: detection(of: symbol), hasHead: symbol.head != nil, staff: symbol.staff
      )
      // Symbols are sorted from the left, staff by staff, so overlapping ones are among the last.
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
    return result.map { ($0.detection, $0.staff) }
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

  /// Whether two boxes overlap mostly and have about the same size.
  private static func agree(_ first: Box, _ second: Box) -> Bool {
    first.intersectionOverUnion(second) > 0.5
  }
}
