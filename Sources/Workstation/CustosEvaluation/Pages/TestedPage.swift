public import CustosPages

/// A page that a network has read, beside its annotations.
public struct TestedPage: Sendable {
  /// The page.
  public let page: CompletePage
  /// Distance of its staff lines in pixels; nil where no staff was found.
  public let staffSpace: Double?
  /// The score of all symbols that the network knows.
  public let score: SymbolScore
  /// What became of each of them.
  public let verdicts: [SymbolVerdict]

  /// Describes a page.
  public init(
    page: CompletePage, staffSpace: Double?, score: SymbolScore, verdicts: [SymbolVerdict]
  ) {
    self.page = page
    self.staffSpace = staffSpace
    self.score = score
    self.verdicts = verdicts
  }

  /// Verdicts of a kind.
  public func count(_ kind: SymbolVerdict.Kind) -> Int { verdicts.count { $0.kind == kind } }
}
