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
      named; then the exit code is 2. STORE is not changed.
      """)

  @Argument(help: "Folder of corrections.")
  var store: String

  @Argument(help: "Folder to write; it must be new or empty.")
  var patches: String

  @Flag(help: "Replace patches that an earlier run has written.")
  var force = false

  @OptionGroup var work: ThreadOptions

  func run() throws {
    try reportingFailures {
      var bar: ProgressBar?
      let report = try FeedbackImport.run(
        store: store, output: patches, replacing: force, pool: try work.makePagePool(),
        start: { count in
          bar = ProgressBar("Importing labels", total: count, style: .automatic(quiet: work.quiet))
        }, progress: { bar?.advance() })
      bar?.finish()
      if !work.quiet { printCounts(report.counts, unit: "patches") }
      try endingWithSkipped(report.skipped)
    }
  }
}
