import CustosNotation

/// How often pictures of each class were read as each class.
///
/// Where the classes are staff positions, rows and columns run along the staff from low to high,
/// L0 S0 L1 S1 ... L6 S6, so that neighbours in the matrix are neighbours on the staff; classes
/// that are none follow. Plain names stay in the order that they have.
public struct ConfusionMatrix: Equatable, Sendable {
  /// Names of the classes in the order of rows and columns.
  public let labels: [String]
  /// Pictures by true class (row) and class that was read (column).
  public let counts: [[Int]]

  /// Counts labels, each an index into `labels`.
  public init(labels: [String], truth: [Int], predicted: [Int]) {
    let order = LabelSet(labels).displayOrder
    var places = [Int](repeating: 0, count: labels.count)
    for (place, index) in order.enumerated() { places[index] = place }
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: labels.count), count: labels.count)
    for (expected, found) in zip(truth, predicted) {
      counts[places[expected]][places[found]] += 1
    }
    self.labels = order.map { labels[$0] }
    self.counts = counts
  }

  /// Share of a true class that was read as another, 0...1; 0 for a class without pictures.
  public func share(row: Int, column: Int) -> Double {
    let total = counts[row].reduce(0, +)
    return total == 0 ? 0 : Double(counts[row][column]) / Double(total)
  }

  /// Whether names of classes are too long for the heads of narrow columns.
  package var hasLongLabels: Bool { labels.contains { $0.count > 5 } }

  /// The matrix with a line per true class; a dot stands for 0. Where names are long, the columns
  /// have the numbers that stand behind the names.
  public var text: String {
    let corner = "true \\ read"
    let numbers = labels.indices.map { String($0 + 1) }
    let columns = hasLongLabels ? numbers : labels
    let numberWidth = numbers.map(\.count).max() ?? 0
    let rows =
      hasLongLabels
      ? zip(labels, numbers).map { "\($0) \(pad($1, to: numberWidth))" } : labels
    let first = ([corner] + rows).map(\.count).max() ?? 0
    let cells = columns + counts.joined().map(String.init)
    let width = (cells.map(\.count).max() ?? 1) + 1
    func line(_ name: String, _ fields: [String]) -> String {
      pad(name, to: first) + fields.map { pad($0, to: width) }.joined()
    }
    let lines = zip(rows, counts).map { name, row in
      line(name, row.map { $0 == 0 ? "." : String($0) })
    }
    return ([line(corner, columns)] + lines).joined(separator: "\n") + "\n"
  }

  private func pad(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
