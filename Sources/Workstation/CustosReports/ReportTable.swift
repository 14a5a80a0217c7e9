/// A section of a report that another module fills: facts, a table and sentences.
public struct ReportTable: Equatable, Sendable {
  let title: String
  let facts: [ModelDescription.Fact]
  let head: [String]
  let rows: [[String]]
  let marked: Int?
  let notes: [String]

  /// Puts a section together; all texts are shown as they are.
  ///
  /// - Parameters:
  ///   - title: the section's heading.
  ///   - facts: names with their values above the table.
  ///   - head: the heads of the table's columns.
  ///   - rows: as many cells in each as the head has.
  ///   - marked: the row to stress, if any.
  ///   - notes: sentences below the table.
  public init(
    title: String, facts: [ModelDescription.Fact] = [], head: [String], rows: [[String]],
    marked: Int? = nil, notes: [String] = []
  ) {
    self.title = title
    self.facts = facts
    self.head = head
    self.rows = rows
    self.marked = marked
    self.notes = notes
  }

  var html: String {
    let parts =
      [HTML.element("h2", HTML.escape(title))]
      + (facts.isEmpty ? [] : [HTML.facts(facts.map { ($0.name, $0.value) })])
      + [HTML.table(head: head, rows: rows, marked: marked)]
      + notes.map { HTML.element("p", HTML.escape($0)) }
    return parts.joined(separator: "\n")
  }
}
