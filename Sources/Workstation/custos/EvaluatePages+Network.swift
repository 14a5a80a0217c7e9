import CustosEvaluation
import CustosPages
import CustosPlatform
import CustosReading
import CustosReports
import CustosTraining

extension EvaluatePages {
  /// Compares what a page network reads with complete annotations.
  func evaluateNetwork(_ model: String) throws {
    try refuseOptionsOfTheFinder()
    if let pictures { try RankedPages.refuseExisting(in: pictures) }
    var given: Double?
    if case .pixels(let pixels) = try scale() { given = pixels }
    let reader = try PageModelReader(path: model, pool: try work.makePool())
    var test = PageTest(
      form: reader.form, threshold: threshold ?? PageTest.usualThreshold, overlap: overlap)
    let lines = SymbolScoreLines()
    if format == .text { print(lines.pageHeader) }
    for folder in pages {
      for page in try CompletePage.find(in: folder, truthFolder: truth) {
        let count = test.pages.count
        let tested = try test.add(page, reading: reader, staffSpace: given)
        let (score, space) = (tested.score, tested.staffSpace)
        switch format {
        case .text: print(lines.text(page: page.name, score, staffSpace: space))
        case .jsonl:
          print(try lines.json(page: page.name, score, name: "all", staffSpace: space, count))
        }
      }
    }
    switch format {
    case .text: print("\n" + lines.table(test.scores), terminator: "")
    case .jsonl:
      for (index, row) in test.scores.rows.enumerated() {
        print(
          try lines.json(
            page: nil, row.score, name: row.name, isClass: row.isClass, staffSpace: nil,
            test.pages.count + index))
      }
    }
    guard let pictures else { return }
    for path in try RankedPages(test).write(to: pictures) where !work.quiet {
      Console.complain("Picture: \(path)")
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
