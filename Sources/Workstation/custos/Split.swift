import ArgumentParser
import CustosDataSet
import CustosPlatform

/// `custos split`: divides pictures into training, validation and test sets.
struct Split: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Copies pictures into training, validation and test sets.",
    discussion: """
      DATA holds one folder of pictures a class, as custos extract writes it. Of each class a tenth \
      goes to validation, a tenth to test and the rest to training. For cross-validation --folds K \
      makes K such splits, OUTPUT/fold-1 to OUTPUT/fold-K: every picture is in the test set of one \
      of them and in the validation set of another. Split directories of an earlier run are deleted.
      """)

  enum Unit: String, ExpressibleByArgument, CaseIterable {
    case symbol, page
  }

  @Argument(help: "Folder with one folder of pictures a class.")
  var data: String

  @Option(
    name: [.short, .long],
    help: "Folder for training/, validation/ and test/ (default: DATA with -split behind it).")
  var output: String?

  @Option(help: "Seed of the draw.")
  var seed: UInt64 = 1

  @Option(
    help: "symbol: draw every picture on its own; page: keep the pictures of a page in one set.")
  var by = Unit.symbol

  @Option(help: "Number of splits for cross-validation, 3 or more (default: a single split).")
  var folds: Int?

  @Option(
    name: [.customLong("group-by-prefix")],
    help: "Keep pictures in one set whose names start with the same N characters (a writer).")
  var prefix: Int?

  @Flag(
    name: [.customLong("skip-bad"), .customLong("skip_bad")],
    help: "Leave out files that are no pictures and empty classes; ends with exit code 2.")
  var skipBad = false

  @OptionGroup var badInput: BadInputOptions

  @Flag(help: "Print no counts.")
  var quiet = false

  func validate() throws {
    try badInput.requireSkipping(skipBad)
    if by == .page, prefix != nil {
      throw ValidationError(
        "--by page and --group-by-prefix exclude each other; give one of them.")
    }
    if let folds, !(3...1000).contains(folds) {
      throw ValidationError("--folds must be 3 to 1000, but \(folds) was given.")
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
      split.badLimit = badInput.limit
      split.folds = folds
      if by == .page { split.grouping = .byPage }
      if let prefix { split.grouping = .byPrefix(prefix) }
      let target = output ?? DataSplit.defaultOutput(for: data)
      let report = try split.run(data: data, output: target) { line in
        if !quiet { print(line) }
      }
      for (name, count) in report.small { warn(name, count, report) }
      try endingWithSkipped(report.skipped)
    }
  }

  private func warn(_ name: String, _ count: Int, _ report: DataSplit.Report) {
    let pictures = count == 1 ? "1 picture" : "\(count) pictures"
    let counts = SplitPlan.Part.allCases.map {
      "\(report.plan.count($0, of: name)) \($0.rawValue)"
    }
    let problem =
      folds == nil
      ? "too few for every set: \(counts.joined(separator: ", "))"
      : "but is missing from the training, validation or test set of some fold"
    Console.complain(
      "custos: warning: class \(name) has \(pictures), \(problem); add data for it.")
  }
}
