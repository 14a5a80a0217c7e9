import CustosTestSupport
import Testing

/// `custos models` and `custos summary` know every network, that of whole pages included.
@Suite struct NetworkListTests {
  private func lines(_ arguments: [String]) throws -> [String] {
    let outcome = try BuiltProgram(named: "custos").run(arguments)
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    return outcome.lines
  }

  @Test func theListNamesThePageNetwork() throws {
    let rows = try lines(["models"]).map { $0.split(separator: " ").map(String.init) }
    #expect(rows.first?[0] == "name" && rows.count == 1 + 8 + 1)
    let last = try #require(rows.last)
    #expect(last[0] == "page_net" && last[1] == "448x224x3")
    let small = try lines(["models", "--height", "96", "--width", "96"]).last ?? ""
    // The same weights for every size.
    #expect(small.split(separator: " ").map(String.init)[2] == last[2])
  }

  @Test func theSummaryHasTheSizeOfACrop() throws {
    let summary = try lines(["summary", "--model-name", "page_net"])
    let input = summary.first { $0.contains("input") } ?? ""
    #expect(input.contains("256, 256, 3"), "\(input)")
    // Seven groups with a class each.
    for output in ["centres", "classes"] {
      #expect(summary.contains { $0.hasPrefix(output) && $0.contains("(None, 64, 64, 7)") })
    }
    let wide = try lines(["summary", "--model-name", "page_net", "--width", "64"])
    #expect(wide.contains { $0.contains("256, 64, 3") })
  }
}
