import ArgumentParser
import CustosNotation
import CustosPages
import CustosPlatform
import CustosSupport

/// `custos synth`: draws annotated pages.
struct Synth: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws annotated pages of music to try things out and to train without data.",
    discussion: """
      Each page is a file NAME.JPG with its annotation NAME.JPG.txt, one symbol a line: \
      x1,y1;x2,y2;class_name;staff_position. The same seed gives the same bytes.

      With --truth complete every symbol has its line, in a box as annotators of its notation draw it; the position \
      is `out` for note heads beyond L0 to S6, `?` for other symbols there, and empty where a class \
      has none.
      """)

  @Option(name: [.short, .long], help: "Folder to write; it must be new or empty.")
  var output: String

  @Option(help: "Number of pages.")
  var pages = 20

  @Option(help: "Seed of everything that is drawn.")
  var seed: UInt64 = 1

  @Option(help: "What is drawn: mensural, modern or mixed (each page one of the two).")
  var notation = Notation.mensural

  @Option(help: "What the annotations hold: positions (symbols with one) or complete (all).")
  var truth = Truth.positions

  @Option(help: "Columns of every page (default: varying).")
  var width: Int?

  @Option(help: "Rows of every page (default: varying).")
  var height: Int?

  @Flag(help: "Replace pages that an earlier run has written.")
  var force = false

  @OptionGroup var work: ThreadOptions

  func validate() throws {
    guard (1...100_000).contains(pages) else {
      throw ValidationError("--pages must be 1 to 100000, but \(pages) was given.")
    }
    for (name, size, least) in [("--width", width, 1000), ("--height", height, 600)] {
      guard let size, !(least...10_000).contains(size) else { continue }
      throw ValidationError("\(name) must be \(least) to 10000 pixels, but \(size) was given.")
    }
  }

  func run() throws {
    try reportingFailures {
      let pool = try work.makePool()
      let bar = ProgressBar(
        "Drawing pages", total: pages, style: .automatic(quiet: work.quiet))
      let synthesis = PageSynthesis(
        pageCount: pages, seed: seed, notation: notation.style, truth: truth.form, width: width,
        height: height)
      let counts = try synthesis.run(output: output, replacing: force, pool: pool) {
        bar.advance()
      }
      bar.finish()
      guard !work.quiet else { return }
      printCounts(
        Dictionary(uniqueKeysWithValues: zip(StaffPosition.names, counts)),
        unit: "symbols with a staff position")
    }
  }
}

extension Synth {
  enum Notation: String, ExpressibleByArgument, CaseIterable {
    case mensural, modern, mixed

    var style: NotationStyle {
      switch self {
      case .mensural: .mensural
      case .modern: .modern
      case .mixed: .mixed
      }
    }
  }

  enum Truth: String, ExpressibleByArgument, CaseIterable {
    case positions, complete

    var form: TruthForm {
      switch self {
      case .positions: .positions
      case .complete: .complete
      }
    }
  }
}
