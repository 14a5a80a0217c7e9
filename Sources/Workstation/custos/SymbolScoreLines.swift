import CustosEvaluation
import Foundation

/// The lines that `custos evaluate-pages` prints of a page network.
struct SymbolScoreLines {
  private static let widths = [11, 8, 8, 11, 7, 7, 14, 9]

  /// The head of the table of pages.
  var pageHeader: String { Self.head("page", second: "staff space") }

  /// A page's row.
  func text(page: String, _ score: SymbolScore, staffSpace: Double?) -> String {
    TableCell.left(page, 28)
      + TableCell.right(staffSpace.map { String(format: "%.2f", $0) } ?? "no staff", 12)
      + Self.numbers(score)
  }

  /// The table of groups and classes over all pages.
  func table(_ scores: SymbolScores) -> String {
    var lines = [Self.head("all pages", second: "")]
    for row in scores.rows where row.score.annotated + row.score.found > 0 {
      lines.append(
        TableCell.left((row.isClass ? "  " : "") + row.name, 28) + TableCell.right("", 12)
          + Self.numbers(row.score))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A JSON object: of a page, or with `page` null of a group, a class, or `all`.
  func json(
    page: String?, _ score: SymbolScore, name: String, isClass: Bool = false, staffSpace: Double?,
    _ seq: Int
  ) throws -> String {
    let line = Line(
      schema: "custos.symbol-score/1", time: Date().formatted(.iso8601), seq: seq, page: page,
      name: name, isClass: isClass, staffSpace: staffSpace, annotated: score.annotated,
      found: score.found, matched: score.matched, positioned: score.positioned,
      placed: score.placed, recall: score.recall, precision: score.precision, f: score.f,
      averagePrecision: score.averagePrecision, placedShare: score.placedShare,
      pitchF: score.pitchF)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(line), as: UTF8.self)
  }

  private struct Line: Encodable {
    var schema: String
    var time: String
    var seq: Int
    var page: String?
    var name: String
    var isClass: Bool
    var staffSpace: Double?
    var annotated: Int
    var found: Int
    var matched: Int
    var positioned: Int
    var placed: Int
    var recall: Double?
    var precision: Double?
    var f: Double?
    var averagePrecision: Double?
    var placedShare: Double?
    var pitchF: Double?

    enum CodingKeys: String, CodingKey {
      case schema, time, seq, page, name, annotated, found, matched, positioned, placed, recall
      case precision, f
      case isClass = "is_class"
      case staffSpace = "staff_space"
      case averagePrecision = "average_precision"
      case placedShare = "placed_share"
      case pitchF = "pitch_f"
    }
  }

  private static func head(_ first: String, second: String) -> String {
    TableCell.left(first, 28) + TableCell.right(second, 12)
      + zip(SymbolScore.columns, widths).map { TableCell.right($0, $1) }.joined()
  }

  private static func numbers(_ score: SymbolScore) -> String {
    zip(score.cells, widths).map { TableCell.right($0, $1) }.joined()
  }
}
