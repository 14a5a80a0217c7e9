import CustosTestSupport
import Foundation
import Testing

/// The schema names of JSON lines and JSON files: a name means one form of record, for ever.
@Suite struct SchemaSnapshotTests {
  /// Every schema name in the sources, and in how many files it stands if that is more than one.
  @Test func namesStayAsTheyAre() throws {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let sources = root.appendingPathComponent("Sources").path
    let files = FileManager.default.enumerator(atPath: sources)?.allObjects as? [String] ?? []
    var records: [String: Set<String>] = [:]
    for file in files.sorted() where file.hasSuffix(".swift") {
      let text = try String(contentsOfFile: sources + "/" + file, encoding: .utf8)
      for match in text.matches(of: #/"(custos\.[a-z-]+/[0-9]+)"/#) {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        records[String(match.output.1), default: []].insert(name)
      }
    }
    let text = records.sorted { $0.key < $1.key }
      .map { $0.value.count == 1 ? "\($0.key)\n" : "\($0.key), \($0.value.count) files\n" }.joined()
    #expect(try Snapshot.difference(of: text, from: "schema-names.txt") == nil)
  }
}
