import ArgumentParser
import CustosPages
import CustosPlatform
import CustosSupport

/// `custos import-feedback`: makes training patches of the labels that people have corrected.
struct ImportFeedback: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes training patches of labels corrected on the live page.",
    discussion: """
      STORE is the folder that `custos-edge serve --store` has filled. The patch of every label is cut \
      as for `custos extract`, with padding, as large as the model's patches, and written to \
      PATCHES/<label>/<picture file name>-<symbol>.png. Damaged entries are left out and \
      named; then the exit code is 2. STORE is not changed. Classes that were corrected beside staff \
      positions (`custos-edge serve --classes`) are taken with --group_by class_name.
      """)

  @Argument(help: "Folder of corrections.")
  var store: String

  @Argument(help: "Folder to write; it must be new or empty.")
  var patches: String

  @Option(
    name: [.customLong("group_by"), .customLong("group-by")],
    help: "What is taken: staff_position, the label whatever it means, or class_name.")
  var grouping = PatchExtraction.Grouping.staffPosition

  @Flag(help: "Replace patches that an earlier run has written.")
  var force = false

  @OptionGroup var work: ThreadOptions

  func run() throws {
    try reportingFailures {
      var bar: ProgressBar?
      let report = try FeedbackImport.run(
        store: store, output: patches, grouping: grouping, replacing: force,
        pool: try work.makePagePool(),
        start: { count in
          bar = ProgressBar("Importing labels", total: count, style: .automatic(quiet: work.quiet))
        }, progress: { bar?.advance() })
      bar?.finish()
      if !work.quiet { printCounts(report.counts, unit: "patches") }
      warn(about: report.warnings)
      try endingWithSkipped(report.skipped)
    }
  }
}
