public import ArgumentParser
public import CustosPages

/// How the pages of a new run are dealt out; a resumed run keeps its own.
struct PageSplitOptions: ParsableArguments {
  @Option(
    name: .customLong("split-by"),
    help: """
      page, or writer: all pages whose names begin alike up to the first _ stay together (default: page).
      """)
  var unit: PageSplit.Unit?

  @Option(
    name: .customLong("validation-share"),
    help: "Share of the pages that choose the epoch (default: 0.1).")
  var validationShare: Double?

  @Option(
    name: .customLong("test-share"),
    help: "Share of the pages that are left for the test at the end (default: 0.1).")
  var testShare: Double?

  /// Names of the options that were given.
  var given: [String] {
    givenOptions([
      "--split-by": unit != nil, "--validation-share": validationShare != nil,
      "--test-share": testShare != nil,
    ])
  }

  func validate() throws {
    for (name, share) in [("--validation-share", validationShare), ("--test-share", testShare)] {
      if let share, !(0..<1).contains(share) {
        throw ValidationError("\(name) must be at least 0 and below 1, but \(share) was given.")
      }
    }
  }

  /// Deals pages out.
  func split(_ pages: [CompletePage], seed: UInt64) throws -> PageSplit {
    try PageSplit(
      pages, by: unit ?? .page, validationShare: validationShare ?? 0.1,
      testShare: testShare ?? 0.1, seed: seed)
  }
}

extension PageSplit.Unit: ExpressibleByArgument {}
