import Foundation

extension SymbolScore {
  /// The heads of `cells`.
  public static let columns = [
    "annotated", "found", "recall", "precision", "F", "AP", "at its place", "pitch F",
  ]

  /// The figures for a table, shares with three decimals; a dash where there is none.
  public var cells: [String] {
    let shares = [recall, precision, f, averagePrecision, placedShare, pitchF]
    return ["\(annotated)", "\(found)"]
      + shares.map { $0.map { String(format: "%.3f", $0) } ?? "-" }
  }
}
