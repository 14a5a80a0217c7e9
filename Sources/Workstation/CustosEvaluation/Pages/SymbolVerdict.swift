public import CustosImage
import CustosNotation

/// What became of a symbol of a page, annotated or found.
public struct SymbolVerdict: Equatable, Sendable {
  /// The ways it can go.
  public enum Kind: CaseIterable, Sendable {
    /// Found, at the annotated staff position where that is certain.
    case right
    /// Found, but another staff position was read.
    case misplaced
    /// Annotated, but not found.
    case missed
    /// Found, but not annotated.
    case invented
  }

  /// How it went.
  public let kind: Kind
  /// The found box, that of the annotation where nothing was found.
  public let box: Box
  /// The staff position that was read; nil where there is none or nothing was found.
  public let read: String?
  /// The certain staff position of the annotation; nil where there is none.
  public let annotated: String?

  /// Describes a verdict.
  public init(kind: Kind, box: Box, read: String?, annotated: String?) {
    self.kind = kind
    self.box = box
    self.read = read
    self.annotated = annotated
  }

  /// Judges the symbols of a page as `SymbolScore` counts them: the found ones in their order, then the
  /// annotated ones that were missed.
  ///
  /// - Parameters:
  ///   - found: those that are probable enough to count.
  ///   - overlap: the least intersection over union, above 0, at most 1.
  static func all(
    annotated: [CompleteAnnotation], found: [SymbolScore.Found], overlap: Double
  ) -> [SymbolVerdict] {
    let matches = SymbolMatching(annotated: annotated, found: found, overlap: overlap)
      .annotatedOfFound
    let judged = zip(found, matches).map { symbol, match in
      guard let match else {
        return SymbolVerdict(kind: .invented, box: symbol.box, read: symbol.label, annotated: nil)
      }
      let position = annotated[match].positionName
      return SymbolVerdict(
        kind: position == nil || position == symbol.label ? .right : .misplaced, box: symbol.box,
        read: symbol.label, annotated: position)
    }
    let isFound = Set(matches.compactMap(\.self))
    return judged
      + annotated.indices.filter { !isFound.contains($0) }.map {
        SymbolVerdict(
          kind: .missed, box: annotated[$0].box, read: nil, annotated: annotated[$0].positionName)
      }
  }
}

extension CompleteAnnotation {
  /// The staff position's name; nil where there is none that is certain.
  fileprivate var positionName: String? {
    if case .position(let position) = place { return position.name }
    return nil
  }
}
