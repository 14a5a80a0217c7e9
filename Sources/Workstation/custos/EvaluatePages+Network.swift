import CustosEvaluation
import CustosImage
import CustosPages
import CustosPlatform
import CustosReading
import CustosSupport
import CustosTraining
import Foundation

extension EvaluatePages {
  /// Compares what a page network reads with complete annotations.
  func evaluateNetwork(_ model: String) throws {
    try refuseOptionsOfTheFinder()
    var given: Double?
    if case .pixels(let pixels) = try scale() { given = pixels }
    let reader = try PageModelReader(path: model, pool: try work.makePool())
    let threshold = threshold ?? PageThresholds.usual
    var total = SymbolScores(form: reader.form, threshold: threshold, overlap: overlap)
    let lines = SymbolScoreLines()
    if format == .text { print(lines.pageHeader) }
    var count = 0
    for folder in pages {
      for page in try CompletePage.find(in: folder, truthFolder: truth) {
        let annotated = try page.annotations()
        let (space, found) = try reader.read(
          PageImages.brightness(of: page.image), staffSpace: given)
        var scores = SymbolScores(form: reader.form, threshold: threshold, overlap: overlap)
        scores.add(annotated: annotated, found: found)
        total.add(annotated: annotated, found: found)
        switch format {
        case .text: print(lines.text(page: page.name, scores.all, staffSpace: space))
        case .jsonl:
          print(try lines.json(page: page.name, scores.all, name: "all", staffSpace: space, count))
        }
        count += 1
      }
    }
    switch format {
    case .text: print("\n" + lines.table(total), terminator: "")
    case .jsonl:
      for (index, row) in total.rows.enumerated() {
        print(
          try lines.json(
            page: nil, row.score, name: row.name, isClass: row.isClass, staffSpace: nil,
            count + index))
      }
    }
  }

  private func refuseOptionsOfTheFinder() throws {
    let given = givenOptions(["--class": !classes.isEmpty, "--symbol-boxes": symbolBoxes != .notes])
    guard let first = given.first else { return }
    throw TrainingError.usage(
      "\(first) is for the finder without a network; leave it out, since \(model ?? "") is a page network, "
        + "whose groups and classes are all told.")
  }
}
