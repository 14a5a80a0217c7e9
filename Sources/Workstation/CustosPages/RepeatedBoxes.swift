import CustosDataSet
import CustosImage
import CustosNotation

/// Lines of one annotation file that are about the very same box.
struct RepeatedBoxes {
  /// Pairs of lines that say the same.
  private(set) var equal: [[Int]] = []
  /// Pairs of lines that say different things, with the class that the second one names.
  private(set) var contradictions: [(lines: [Int], className: String)] = []

  /// Compares all lines; the pairs are in the order of their second lines.
  init<Entry: Equatable>(
    _ entries: [ParsedLines<Entry>.Numbered], box: (Entry) -> Box, className: (Entry) -> String
  ) {
    let sorted = entries.sorted {
      let (a, b) = (box($0.entry), box($1.entry))
      return (a.y1, a.x1, a.y2, a.x2, $0.line) < (b.y1, b.x1, b.y2, b.x2, $1.line)
    }
    for (first, second) in zip(sorted, sorted.dropFirst())
    where box(first.entry) == box(second.entry) {
      let lines = [first.line, second.line]
      if first.entry == second.entry {
        equal.append(lines)
      } else {
        contradictions.append((lines, className(second.entry)))
      }
    }
    equal.sort { $0[1] < $1[1] }
    contradictions.sort { $0.lines[1] < $1.lines[1] }
  }

  /// Compares symbols with labels.
  init(_ entries: [ParsedLines<LabelledBox>.Numbered]) {
    self.init(entries, box: \.box, className: \.className)
  }

  /// The lines that contradict one another.
  var contradictoryLines: Set<Int> { Set(contradictions.flatMap(\.lines)) }

  /// The contradictions, each at its second line.
  func errors(in file: String) -> [(line: Int, error: DataError)] {
    contradictions.map {
      ($0.lines[1], .contradiction(file: file, lines: $0.lines, className: $0.className))
    }
  }

  /// A sentence about lines that say the same, nil without such.
  func warning(in file: String) -> String? {
    guard !equal.isEmpty else { return nil }
    let pairs = equal.prefix(5).map { "\($0[0]) and \($0[1])" }.joined(separator: ", ")
    let others = equal.count > 5 ? " and \(equal.count - 5) more pairs" : ""
    return "\(file), lines \(pairs)\(others): both say the same of one box; remove one of them."
  }
}
