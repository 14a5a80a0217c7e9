import Foundation

/// Precision, recall and F1 of each class and their averages, as scikit-learn defines them.
public struct ClassificationReport: Equatable, Sendable {
  /// The figures of one class or of an average.
  public struct Row: Equatable, Sendable {
    /// Name of the class or average.
    public var name: String
    /// Correct among the pictures given this label; 0 where there are none.
    public var precision: Double
    /// Correct among the pictures of this class; 0 where there are none.
    public var recall: Double
    /// Harmonic mean of the two; 0 where both are 0.
    public var f1: Double
    /// Pictures of the class.
    public var support: Int
  }

  /// Figures of the classes that occur as truth or prediction.
  public let classes: [Row]
  /// Figures over all pictures at once.
  public let micro: Row
  /// Mean over the classes.
  public let macro: Row
  /// Mean over the classes, weighted by support.
  public let weighted: Row

  /// Compares labels, each an index into `labels`.
  public init(labels: [String], truth: [Int], predicted: [Int]) {
    precondition(truth.count == predicted.count && !truth.isEmpty, "one prediction a picture")
    var hits = [Int](repeating: 0, count: labels.count)
    var given = hits
    var support = hits
    for (expected, found) in zip(truth, predicted) {
      support[expected] += 1
      given[found] += 1
      if expected == found { hits[expected] += 1 }
    }
    let used = labels.indices.filter { support[$0] > 0 || given[$0] > 0 }
    let rows = used.map {
      Self.row(labels[$0], hits: hits[$0], given: given[$0], support: support[$0])
    }
    classes = rows
    micro = Self.row(
      "micro avg", hits: hits.reduce(0, +), given: truth.count, support: truth.count)
    macro = Self.average("macro avg", rows, weights: rows.map { _ in 1 }, support: truth.count)
    weighted = Self.average(
      "weighted avg", rows, weights: rows.map { Double($0.support) }, support: truth.count)
  }

  /// Share of pictures labelled correctly.
  public var accuracy: Double { micro.precision }

  /// The table with three digits, as scikit-learn prints it.
  public var text: String {
    let width = ([12] + classes.map(\.name.count)).max() ?? 12
    func line(_ name: String, _ columns: [String]) -> String {
      let left = String(repeating: " ", count: max(0, width - name.count)) + name
      return left + " "
        + columns.map { String(repeating: " ", count: max(0, 10 - $0.count)) + $0 }.joined()
    }
    func line(_ row: Row) -> String {
      let figures = [row.precision, row.recall, row.f1].map { String(format: "%.3f", $0) }
      return line(row.name, figures + ["\(row.support)"])
    }
    let header = line("", ["precision", "recall", "f1-score", "support"])
    let averages = [micro, macro, weighted].map(line)
    return ([header, ""] + classes.map(line) + [""] + averages).joined(separator: "\n") + "\n"
  }

  private static func row(_ name: String, hits: Int, given: Int, support: Int) -> Row {
    let precision = given > 0 ? Double(hits) / Double(given) : 0
    let recall = support > 0 ? Double(hits) / Double(support) : 0
    let f1 = given + support > 0 ? 2 * Double(hits) / Double(given + support) : 0
    return Row(name: name, precision: precision, recall: recall, f1: f1, support: support)
  }

  private static func average(
    _ name: String, _ rows: [Row], weights: [Double], support: Int
  ) -> Row {
    let total = weights.reduce(0, +)
    func mean(_ value: (Row) -> Double) -> Double {
      zip(rows, weights).reduce(0) { $0 + value($1.0) * $1.1 } / total
    }
    return Row(
      name: name, precision: mean(\.precision), recall: mean(\.recall), f1: mean(\.f1),
      support: support)
  }
}
