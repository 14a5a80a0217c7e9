import CustosTestSupport
import Testing

/// The help of `custos`: every verb and option that a user can rely on.
@Suite struct HelpSnapshotTests {
  @Test func helpStaysAsItIs() throws {
    let custos = try BuiltProgram(named: "custos")
    func help(_ arguments: [String]) throws -> String {
      let outcome = try custos.run(arguments, environment: ["COLUMNS": "80"])
      #expect(outcome.exitCode == 0 && outcome.error.isEmpty, "\(arguments): \(outcome.error)")
      return outcome.output
    }
    let overview = try help(["--help"])
    var text = "== custos --help\n" + overview
    let verbs = Self.verbs(in: overview)
    #expect(verbs.count >= 14)
    for verb in verbs {
      let page = try help([verb, "--help"])
      #expect(try help(["help", verb]) == page)
      text += "\n== custos \(verb) --help\n" + page
    }
    #expect(try Snapshot.difference(of: text, from: "custos-help.txt") == nil)
  }

  /// The words that stand two columns in below SUBCOMMANDS.
  private static func verbs(in overview: String) -> [String] {
    let lines = overview.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.drop { $0 != "SUBCOMMANDS:" }.dropFirst().prefix { !$0.isEmpty }.compactMap {
      $0.hasPrefix("  ") && !$0.hasPrefix("   ")
        ? $0.split(separator: " ").first.map(String.init) : nil
    }
  }
}
