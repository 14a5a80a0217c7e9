import CustosPlatform
import CustosSupport
import Foundation

/// The accuracies as a table and as JSON lines.
extension Robustness {
  /// A table with one line a strength; the last column is the difference to pictures as they are.
  public var text: String {
    var lines = [
      "Robustness (\(imageCount) pictures):",
      "",
      "  disturbance       level  accuracy   change",
      String(format: "  none                  -   %.5f", accuracy),
    ]
    var previous: Disturbance?
    for row in rows {
      if row.disturbance != previous {
        lines += ["", "  \(row.disturbance.rawValue), \(row.disturbance.unit):"]
        previous = row.disturbance
      }
      let level = Self.text(of: row.level)
      let gap = String(repeating: " ", count: max(0, 23 - level.count))
      lines.append(
        "  \(gap)\(level)"
          + String(format: "   %.5f  %+.5f", row.accuracy, row.accuracy - accuracy))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One `custos.robustness/1` for the pictures as they are, with level 0, and one for each strength;
  /// each line ends with a line break.
  ///
  /// - Parameters:
  ///   - model: the file that was tested.
  ///   - seq: the number of the first line.
  public func jsonLines(model: ModelReference, seq: Int) throws -> String {
    struct Line: Encodable {
      let schema = "custos.robustness/1"
      let time: String
      let seq: Int
      let model: ModelReference
      let images: Int
      let disturbance: String
      let level: Float
      let unit: String?
      let accuracy: Double
    }
    let encoder = JSONLineEncoder()
    let time = UTCTime.now
    func line(_ place: Int, _ disturbance: Disturbance?, _ level: Float, _ accuracy: Double)
      throws -> String
    {
      let line = Line(
        time: time, seq: seq + place, model: model, images: imageCount,
        disturbance: disturbance?.rawValue ?? "none", level: level, unit: disturbance?.unit,
        accuracy: accuracy)
      return try encoder.line(line) + "\n"
    }
    return try line(0, nil, 0, accuracy)
      + rows.enumerated().map { try line($0 + 1, $1.disturbance, $1.level, $1.accuracy) }.joined()
  }

  private static func text(of level: Float) -> String {
    level == level.rounded() ? String(Int(level)) : String(level)
  }
}
