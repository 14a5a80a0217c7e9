import ArgumentParser
import CustosDetection
import CustosEvaluation
import CustosImage
import CustosModelFile
import CustosPages
import CustosPlatform
import CustosReading
import CustosTraining
import Foundation

/// `custos evaluate-pages`: measures how well symbols are detected and read on annotated pages.
struct EvaluatePages: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate-pages",
    abstract: "Measures how well symbols are found and read on annotated pages.",
    discussion: """
      Finds and reads the symbols of each page as `custos-edge classify --find-symbols` does and compares them \
      with the annotations beside the page: recall and precision of the boxes and, with a model, the \
      share of the annotated symbols that are found and read right: at the annotated staff position, \
      or as the annotated class by a model whose labels are plain names. Precision is too low where \
      annotations leave symbols out. A page network, alone or as the --finder of a model, is compared with \
      complete annotations, by group and class.
      """)

  enum Boxes: String, ExpressibleByArgument, CaseIterable {
    case notes, heads
  }

  @Argument(help: "Folders with annotated pages.")
  var pages: [String]

  @Option(
    help: """
      Quantised model (.custos) that reads the found symbols, or a page network, float or quantised.
      """)
  var model: String?

  @Option(
    help: """
      Folder with complete annotations for a page network, NAME.txt for NAME.JPG (default: beside the \
      images, NAME.JPG.txt).
      """)
  var truth: String?

  @Option(
    help: """
      Page network (.custos) that finds the symbols which --model, a patch classifier, reads; both are \
      compared with complete annotations.
      """)
  var finder: String?

  @Option(
    name: [.customLong("presence"), .customLong("threshold")],
    help: "Least probability of a page network's symbols that count (0.5).")
  var presence: Double?

  @Option(
    help: """
      Folder for pictures of the pages that a page network reads best, at the median and worst by page to \
      pitch, best-PAGE.png and so on: boxes found and right, at the wrong position, missed and false.
      """)
  var pictures: String?

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

  @Option(
    name: [.customLong("staff-space"), .customLong("staff_space")],
    help:
      "Distance of the pages' staff lines in pixels, or auto to measure it: what the model sees is scaled as at training (default: not scaled)."
  )
  var staffSpace: String?

  @Option(help: "text or jsonl: one JSON object a page, then one with the totals.")
  var format = Evaluate.Format.text

  @OptionGroup var rotation: RotationOptions

  @OptionGroup var work: ThreadOptions

  func validate() throws {
    guard overlap > 0, overlap <= 1 else {
      throw ValidationError("--overlap must be above 0 and at most 1, but \(overlap) was given.")
    }
    if let presence, !(presence > 0 && presence < 1) {
      throw ValidationError("--presence must be above 0 and below 1, but \(presence) was given.")
    }
    guard finder == nil || model != nil else {
      throw ValidationError(
        "--finder finds for the patch classifier of --model; give that as well.")
    }
    guard staffSpace == nil || model != nil else {
      throw ValidationError("--staff-space is for reading, which needs --model.")
    }
    _ = try scale()
  }

  func run() throws {
    try reportingFailures {
      if let model, try finder != nil || PageModelReader.isPageNetwork(model) {
        return try evaluateNetwork(model)
      }
      guard truth == nil, presence == nil, pictures == nil else {
        throw TrainingError.usage(
          "--truth, --presence and --pictures are for a page network; leave them out, or give one to "
            + "--model or --finder.")
      }
      let classifier = try model.map(openClassifier)
      let evaluation = PageEvaluation(
        boxes: symbolBoxes == .heads ? .heads : .notes, classes: classes, overlap: overlap,
        scale: try scale())
      var total = DetectionScore()
      var count = 0
      let lines = DetectionLines(hasModel: classifier != nil)
      if format == .text { print(lines.header) }
      for folder in pages {
        let (found, unpaired) = try AnnotatedPage.find(in: folder)
        if let error = unpaired.first { throw error }
        for var page in found {
          page.rotation = rotation.mark
          let result = try evaluation.run(page, reading: classifier)
          total += result.score
          try emit(lines, page.name, result.score, staffSpace: result.staffSpace, seq: count)
          count += 1
        }
      }
      try emit(lines, nil, total, staffSpace: nil, seq: count)
    }
  }

  func scale() throws -> ScaleSource {
    guard let staffSpace else { return .asTrained }
    if staffSpace == "auto" { return .measured }
    guard let pixels = NumberText.double(staffSpace), pixels >= 1, pixels <= 1000 else {
      throw ValidationError(
        "--staff-space must be auto or 1 to 1000 pixels, but \(staffSpace) was given.")
    }
    return .pixels(pixels)
  }

  func requireQuantised(_ path: String, _ option: String = "--model") throws {
    guard try ModelReader.isModel(at: path) else {
      throw TrainingError.usage(
        "\(option) works as on the board, for which \(path) must be a quantised model; make one "
          + "with custos quantize.")
    }
  }

  func openClassifier(_ path: String) throws -> Classifier {
    try requireQuantised(path)
    return try Classifier(path: path, threads: try work.makePool().threadCount)
  }

  private func emit(
    _ lines: DetectionLines, _ page: String?, _ score: DetectionScore, staffSpace: Double?, seq: Int
  ) throws {
    switch format {
    case .text: print(lines.text(page ?? "all pages", score, staffSpace: staffSpace))
    case .jsonl: print(try lines.json(page, score, staffSpace: staffSpace, seq: seq))
    }
  }
}
