import CustosEvaluation
import Foundation

/// The lines that `custos evaluate-pages` prints.
struct DetectionLines {
  /// Whether found symbols were read.
  let hasModel: Bool

  /// The head of the table.
  var header: String {
    Self.cell("page", 28) + Self.right("staff space", 12) + Self.right("annotated", 11)
      + Self.right("found", 8) + Self.right("recall", 8) + Self.right("precision", 11)
      + (hasModel ? Self.right("read right", 12) : "")
  }

  /// A row of the table.
  func text(_ name: String, _ score: DetectionScore, staffSpace: Double?) -> String {
    Self.cell(name, 28) + Self.right(staffSpace.map { Self.number($0, 2) } ?? "-", 12)
      + Self.right("\(score.annotated)", 11) + Self.right("\(score.found)", 8)
      + Self.right(score.recall.map { Self.number($0, 3) } ?? "-", 8)
      + Self.right(score.precision.map { Self.number($0, 3) } ?? "-", 11)
      + (hasModel ? Self.right(score.readShare.map { Self.number($0, 3) } ?? "-", 12) : "")
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

  private static func cell(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }
}
