public import ArgumentParser
import CustosInterchange
import CustosPlatform
import CustosSupport

extension AnnotationFormat: ExpressibleByArgument {}
extension PositionStorage: ExpressibleByArgument {}

/// `custos convert`: takes annotations from one format to another.
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Converts annotations to and from COCO, Pascal VOC, YOLO and MuNG.",
    discussion: """
      lines: a folder with PAGE.txt, symbols as x1,y1;x2,y2;class_name;place. coco: a JSON file. voc, \
      mung: a folder with PAGE.xml, or as input one such file. yolo: a folder with data.yaml or \
      classes.txt and text files, in labels where there are images and labels. What a format cannot \
      hold is said. docs/annotations.md tells what each keeps, and where staff positions are.
      """)

  @Argument(help: "Annotations to read.")
  var input: String

  @Argument(help: "File (coco) or folder to write; a folder must be new or empty.")
  var output: String

  @Option(help: "Format of INPUT.")
  var from = AnnotationFormat.lines

  @Option(help: "Format of OUTPUT.")
  var to = AnnotationFormat.lines

  @Option(
    help: """
      Folder with the pictures of the pages, where they do not lie beside INPUT's files. coco, voc and \
      yolo are written with sizes, which lines and mung do not tell.
      """)
  var pages: String?

  @Option(
    name: [.customLong("classes")],
    help: "File of lines name=other name; name= leaves a class out.")
  var classes: String?

  @Flag(
    name: [.customLong("reverse-classes")],
    help: "Read the lines of --classes from right to left, to come back.")
  var reversesClasses = false

  @Flag(name: [.customLong("drop-unmapped")], help: "Leave out classes that --classes lacks.")
  var dropsUnmapped = false

  @Flag(
    name: [.customLong("keep-unmapped")], help: "Keep the names of classes that --classes lacks.")
  var keepsUnmapped = false

  @Option(
    help: """
      Where coco, voc, yolo and mung keep staff positions: attribute (a property staff_position), name \
      (class.position) or none (default: name for yolo, else attribute).
      """)
  var positions: PositionStorage?

  @Flag(
    name: [.customLong("mark-unknown-positions")],
    help: "Write ? for symbols without a position in INPUT whose class may have one.")
  var marksUnknownPositions = false

  @Flag(
    name: [.customLong("zero-based")],
    help: "Corners of voc are edges of pixels counted from 0, as LabelImg and CVAT write them.")
  var countsFromZero = false

  @Flag(
    name: [.customLong("skip-bad"), .customLong("skip_bad")],
    help: "Leave out bad symbols and pages, name them, and end with exit code 2.")
  var skipBad = false

  @OptionGroup var badInput: BadInputOptions

  @Flag(help: "Replace what an earlier run has written.")
  var force = false

  @OptionGroup var work: ThreadOptions

  func validate() throws {
    try badInput.requireSkipping(skipBad)
    if from == .lines, to == .lines, classes == nil {
      throw ValidationError("Give --from or --to, a format other than lines, or --classes.")
    }
    let dependent = givenOptions([
      "--reverse-classes": reversesClasses, "--drop-unmapped": dropsUnmapped,
      "--keep-unmapped": keepsUnmapped,
    ])
    if classes == nil, let option = dependent.first {
      throw ValidationError("\(option) needs --classes.")
    }
    if dropsUnmapped, keepsUnmapped {
      throw ValidationError("--drop-unmapped and --keep-unmapped exclude each other; give one.")
    }
    if positions == .attribute, from == .yolo || to == .yolo {
      throw ValidationError("yolo has no attributes; give --positions name or none.")
    }
    if positions != nil, from == .lines, to == .lines {
      throw ValidationError("--positions is about other formats than lines; leave it out.")
    }
    if countsFromZero, from != .voc, to != .voc {
      throw ValidationError("--zero-based is about voc; leave it out.")
    }
  }

  func run() throws {
    try reportingFailures {
      var conversion = Conversion()
      conversion.source = from
      conversion.target = to
      conversion.pictures = pages
      conversion.positions = positions
      conversion.marksUnknownPositions = marksUnknownPositions
      conversion.countsFromZero = countsFromZero
      if let classes { conversion.classMap = try ClassMap(classes, reversed: reversesClasses) }
      conversion.unmapped = dropsUnmapped ? .drop : keepsUnmapped ? .keep : .refuse
      conversion.skipsBad = skipBad
      conversion.badLimit = badInput.limit
      var bar: ProgressBar?
      let report = try conversion.run(
        input: input, output: output, replacing: force, pool: try work.makePool(),
        start: { count in
          bar = ProgressBar("Reading sizes", total: count, style: .automatic(quiet: work.quiet))
        }, progress: { bar?.advance() })
      bar?.finish()
      for note in report.notes { Console.complain("custos: note: \(note)") }
      if !work.quiet {
        Console.complain(
          "Converted \(report.symbolCount) \(report.symbolCount == 1 ? "symbol" : "symbols") of "
            + "\(report.pageCount) \(report.pageCount == 1 ? "page" : "pages") to \(output).")
      }
      try endingWithSkipped(report.skipped)
    }
  }
}
