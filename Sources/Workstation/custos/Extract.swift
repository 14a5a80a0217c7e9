public import ArgumentParser
import CustosNotation
import CustosPages
import CustosPlatform
import CustosSupport

extension PatchExtraction.Grouping: ExpressibleByArgument {}

/// `custos extract`: cuts the patches of annotated symbols out of pages.
struct Extract: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Cuts the patch of every annotated symbol out of its page.",
    discussion: """
      DATASET holds pages NAME.JPG (.jpeg, .png) with annotations NAME.JPG.txt, one symbol a line: \
      x1,y1;x2,y2;class_name;staff_position (the position may be empty with --group_by class_name, \
      for models of other labels). Patches are written to \
      OUTPUT/<group>/<page file name>-<line>.png.
      """)

  @Argument(help: "Folder with the annotated pages.")
  var dataset: String

  @Argument(help: "Folder to write; it must be new or empty.")
  var output: String

  @Option(
    name: [.customLong("group_by"), .customLong("group-by")],
    help: "What the folders are named after: staff_position or class_name.")
  var grouping = PatchExtraction.Grouping.staffPosition

  @Flag(
    name: [
      .customLong("ignore_classes_without_semantic_staff_position"),
      .customLong("ignore-classes-without-semantic-staff-position"),
    ],
    help: ArgumentHelp(
      "Leave out the classes whose staff position means nothing: "
        + SymbolClass.withoutStaffPosition.joined(separator: ", ") + "."))
  var ignoresClassesWithoutPosition = false

  @Flag(
    name: [
      .customLong("add_padding_to_force_center"), .customLong("add-padding-to-force-center"),
    ],
    help: "Reflect the page at its border so that the symbol is always in the centre.")
  var addsPadding = false

  @Option(help: "Columns of a patch.")
  var width = 224

  @Option(help: "Rows of a patch.")
  var height = 448

  @Flag(
    name: [.customLong("skip-bad"), .customLong("skip_bad")],
    help: "Leave out bad lines and images, name them, and end with exit code 2.")
  var skipBad = false

  @OptionGroup var badInput: BadInputOptions

  @OptionGroup var rotation: RotationOptions

  @Flag(help: "Replace patches that an earlier run has written.")
  var force = false

  @OptionGroup var work: ThreadOptions

  func validate() throws {
    try badInput.requireSkipping(skipBad)
    for (name, size) in [("--width", width), ("--height", height)] {
      guard !(1...10_000).contains(size) else { continue }
      throw ValidationError("\(name) must be 1 to 10000 pixels, but \(size) was given.")
    }
  }

  func run() throws {
    try reportingFailures {
      var extraction = PatchExtraction()
      extraction.grouping = grouping
      extraction.ignoresClassesWithoutPosition = ignoresClassesWithoutPosition
      extraction.addsPadding = addsPadding
      extraction.width = width
      extraction.height = height
      extraction.skipsBad = skipBad
      extraction.rotation = rotation.mark
      extraction.badLimit = badInput.limit
      var bar: ProgressBar?
      let report = try extraction.run(
        dataset: dataset, output: output, replacing: force, pool: try work.makePagePool(),
        start: { pageCount in
          bar = ProgressBar(
            "Extracting patches", total: pageCount, style: .automatic(quiet: work.quiet))
        }, progress: { bar?.advance() })
      bar?.finish()
      if !work.quiet { printCounts(report.counts, unit: "patches") }
      warn(about: report.warnings)
      try endingWithSkipped(report.skipped)
    }
  }
}
