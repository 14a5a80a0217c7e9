import ArgumentParser
import CustosDetection
import CustosEvaluation
import CustosImage
import CustosModelFile
import CustosPages
import CustosPlatform
import Foundation

/// `custos evaluate-pages`: measures the finding and reading of symbols on annotated pages.
struct EvaluatePages: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate-pages",
    abstract: "Measures how well symbols are found and read on annotated pages.",
    discussion: """
      Finds the symbols of each page as `custos-edge classify --find-symbols` does and compares them \
      with the annotations beside the page: recall and precision of the boxes and, with a model, the \
      share of the annotated symbols that are found and read at the right position. Precision is too \
      low where annotations leave symbols out.
      """)

  enum Boxes: String, ExpressibleByArgument, CaseIterable {
    case notes, heads
  }

  @Argument(help: "Folders with annotated pages.")
  var pages: [String]

  @Option(help: "Quantised model (.custos) that reads the found symbols.")
  var model: String?

  @Option(
    name: [.customLong("symbol-boxes"), .customLong("symbol_boxes")],
    help: "What the pages' annotations enclose: notes with their stems, or heads alone.")
  var symbolBoxes = Boxes.notes

  @Option(
    name: .customLong("class"),
    help:
      "Class that counts, such as minima or 'notehead*'; may be repeated, and then only found notes count (default: all classes with a staff position)."
  )
  var classes: [String] = []

  @Option(help: "Least intersection over union of a found and an annotated box.")
  var overlap = BoxMatching.defaultOverlap

  @Option(help: "text or jsonl: one JSON object a page, then one with the totals.")
  var format = Evaluate.Format.text

  @OptionGroup var work: ThreadOptions

  func validate() throws {
    guard overlap > 0, overlap <= 1 else {
      throw ValidationError("--overlap must be above 0 and at most 1, but \(overlap) was given.")
    }
  }

  func run() throws {
    try reportingFailures {
      let reader = try model.map {
        try FoundSymbolReader(path: $0, threads: try work.makePool().threadCount)
      }
      let finding = PageFinding(
        boxes: symbolBoxes == .heads ? .heads : .notes, classes: classes, overlap: overlap)
      var total = FindingScore()
      var count = 0
      let lines = FindingLines(hasModel: reader != nil)
      if format == .text { print(lines.header) }
      for folder in pages {
        let (found, unpaired) = try AnnotatedPage.find(in: folder)
        if let error = unpaired.first { throw error }
        for page in found {
          let result = try finding.run(page)
          var score = result.score
          if let reader { score.read = try reader.countRight(result) }
          total += score
          try emit(lines, page.name, score, staffSpace: result.staffSpace, seq: count)
          count += 1
        }
      }
      try emit(lines, nil, total, staffSpace: nil, seq: count)
    }
  }

  private func emit(
    _ lines: FindingLines, _ page: String?, _ score: FindingScore, staffSpace: Double?, seq: Int
  ) throws {
    switch format {
    case .text: print(lines.text(page ?? "all pages", score, staffSpace: staffSpace))
    case .jsonl: print(try lines.json(page, score, staffSpace: staffSpace, seq: seq))
    }
  }
}
