import CustosEvaluation
import CustosModelFile
import CustosNotation
import CustosPages
import CustosPlatform
import CustosReading
import CustosReports
import CustosTraining

extension EvaluatePages {
  /// Compares what a page network reads, or finds for a patch classifier, with complete annotations.
  func evaluateNetwork(_ model: String) throws {
    try refuseOptionsOfTheFinder()
    if let pictures { try RankedPages.refuseExisting(in: pictures) }
    var given: Double?
    if case .pixels(let pixels) = try scale() { given = pixels }
    let reader = try openReader(model)
    var test = PageTest(
      form: reader.form, threshold: presence ?? PageTest.usualThreshold, overlap: overlap)
    let lines = SymbolScoreLines()
    if format == .text { print(lines.pageHeader) }
    for folder in pages {
      let found = try CompletePage.find(
        in: folder, truthFolder: truth, rotation: rotation.mark)
      for page in found {
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

  private func openReader(_ model: String) throws -> PageModelReader {
    guard let finder else { return try PageModelReader(path: model, pool: work.makePool()) }
    let classifier = try openClassifier(model)
    try requireQuantised(finder, "--finder")
    if case .pageNetwork = classifier.purpose {
      throw TrainingError.usage(
        "\(model) is a page network, which finds the symbols by itself; leave out --finder, or give --model a "
          + "patch classifier.")
    }
    guard classifier.labels.kind == .staffPositions else {
      throw TrainingError.usage(
        "The labels of \(model) are no staff positions, but those are what is read of the symbols that --finder "
          + "finds; give --model a classifier of positions.")
    }
    return try PageModelReader(
      finder: finder, reading: classifier, scale: scale(), pool: work.makePool())
  }

  private func refuseOptionsOfTheFinder() throws {
    let given = givenOptions(["--class": !classes.isEmpty, "--symbol-boxes": symbolBoxes != .notes])
    guard let first = given.first else { return }
    throw TrainingError.usage(
      "\(first) is for the finder without a network; leave it out, since \(finder ?? model ?? "") is a page network, "
        + "whose groups and classes are all told.")
  }
}
