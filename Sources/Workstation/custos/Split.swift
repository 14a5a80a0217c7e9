import ArgumentParser
import CustosData
import CustosPlatform

/// `custos split`: divides pictures into training, validation and test sets.
struct Split: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Copies pictures into training, validation and test sets.",
    discussion: """
      DATA holds one folder of pictures a class, as custos extract writes it. Of each class a tenth \
      goes to validation, a tenth to test and the rest to training. Split directories of an earlier \
      run are deleted.
      """)

  @Argument(help: "Folder with one folder of pictures a class.")
  var data: String

  @Option(
    name: [.short, .long],
    help: "Folder for training/, validation/ and test/ (default: DATA with -split behind it).")
  var output: String?

  @Option(help: "Seed of the draw.")
  var seed: UInt64 = 1

  @Flag(help: "Keep all pictures of a page in one set; symbols of one page are alike.")
  var byPage = false

  @Option(
    name: [.customLong("group-by-prefix")],
    help: "Keep pictures in one set whose names start with the same N characters (a writer).")
  var prefix: Int?

  @Flag(
    name: [.customLong("skip-bad"), .customLong("skip_bad")],
    help: "Leave out files that are no pictures and empty classes; ends with exit code 2.")
  var skipBad = false

  @Flag(help: "Print no counts.")
  var quiet = false

  func validate() throws {
    if byPage, prefix != nil {
      throw ValidationError("--by-page and --group-by-prefix exclude each other; give one of them.")
    }
    if let prefix, prefix < 1 {
      throw ValidationError("--group-by-prefix must be at least 1, but \(prefix) was given.")
    }
  }

  func run() throws {
    try reportingFailures {
      var split = DataSplit()
      split.seed = seed
      split.skipsBad = skipBad
      if byPage { split.grouping = .byPage }
      if let prefix { split.grouping = .byPrefix(prefix) }
      let target = output ?? DataSplit.defaultOutput(for: data)
      let report = try split.run(data: data, output: target) { line in
        if !quiet { print(line) }
      }
      for (name, count) in report.small {
        Console.complain(
          "custos: warning: class \(name) has \(count == 1 ? "1 picture" : "\(count) pictures"), "
            + "too few for every set: \(report.plan.count(.training, of: name)) training, "
            + "\(report.plan.count(.validation, of: name)) validation, "
            + "\(report.plan.count(.test, of: name)) test; add data for it.")
      }
      try endingWithSkipped(report.skipped)
    }
  }
}
