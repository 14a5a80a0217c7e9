import CustosEvaluation
import Foundation

/// The lines that `custos evaluate-pages` prints.
struct DetectionLines {
  /// Whether found symbols were read.
  let hasModel: Bool

  /// The head of the table.
  var header: String {
    TableCell.left("page", 28) + TableCell.right("staff space", 12)
      + TableCell.right("annotated", 11)
      + TableCell.right("found", 8) + TableCell.right("recall", 8)
      + TableCell.right("precision", 11)
      + (hasModel ? TableCell.right("read right", 12) : "")
  }

  /// A row of the table.
  func text(_ name: String, _ score: DetectionScore, staffSpace: Double?) -> String {
    TableCell.left(name, 28) + TableCell.right(staffSpace.map { Self.number($0, 2) } ?? "-", 12)
      + TableCell.right("\(score.annotated)", 11) + TableCell.right("\(score.found)", 8)
      + TableCell.right(score.recall.map { Self.number($0, 3) } ?? "-", 8)
      + TableCell.right(score.precision.map { Self.number($0, 3) } ?? "-", 11)
      + (hasModel ? TableCell.right(score.readShare.map { Self.number($0, 3) } ?? "-", 12) : "")
  }

  /// A JSON object: of a page, or with `page` null of all.
  func json(_ page: String?, _ score: DetectionScore, staffSpace: Double?, seq: Int) throws
    -> String
  {
    let line = Line(
      schema: "custos.detection-score/1", time: Date().formatted(.iso8601), seq: seq, page: page,
      staffSpace: staffSpace, annotated: score.annotated, found: score.found,
      matched: score.matched, read: hasModel ? score.read : nil, recall: score.recall,
      precision: score.precision, readShare: hasModel ? score.readShare : nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(line), as: UTF8.self)
  }

  private struct Line: Encodable {
    var schema: String
    var time: String
    var seq: Int
    var page: String?
    var staffSpace: Double?
    var annotated: Int
    var found: Int
    var matched: Int
    var read: Int?
    var recall: Double?
    var precision: Double?
    var readShare: Double?

    enum CodingKeys: String, CodingKey {
      case schema, time, seq, page, annotated, found, matched, read, recall, precision
      case staffSpace = "staff_space"
      case readShare = "read_share"
    }
  }

  private static func number(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }
}
