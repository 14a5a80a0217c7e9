import CustosEvaluation
import CustosImage
import CustosPages
import CustosPlatform
import CustosSupport
import CustosTraining

extension PageReport {
  /// Title and main figures.
  var headSection: String {
    let score = test.result.scores.all
    let shares = [
      (score.pitchF, "page-to-pitch F: boxes with their positions"), (score.f, "F of the boxes"),
      (score.recall, "of \(score.annotated) symbols found"),
      (score.precision, "of \(score.found) found symbols are right"),
      (score.placedShare, "of \(score.positioned) positions found"),
    ]
    var figures = shares.map { share, name in (share.map(RunSections.percent) ?? "-", name) }
    figures.append(
      (RunSections.percent(test.bestScore), "best validation F, epoch \(test.bestEpoch)"))
    let items = figures.map { value, name in
      HTML.element("li", HTML.element("b", HTML.escape(value)) + HTML.escape(name))
    }
    return """
      <h1>\(HTML.escape(model.name)): \(HTML.escape(model.file.name))</h1>
      <p>\(HTML.escape(test.summary)) \(HTML.escape(time)).</p>
      \(HTML.element("ul", class: "figures", items.joined()))
      """
  }

  /// Groups, classes and all.
  var scoreTable: ReportTable {
    let scores = test.result.scores
    let rows = scores.rows.filter { $0.score.annotated + $0.score.found > 0 }
    return ReportTable(
      title: "Groups and classes", head: ["name", "kind"] + SymbolScore.columns,
      rows: rows.enumerated().map { index, row in
        let kind = index == rows.count - 1 ? "" : row.isClass ? "class" : "group"
        return [row.name, kind] + row.score.cells
      }, marked: rows.indices.last,
      notes: [
        "A symbol is found where a box overlaps its own by \(NumberText.shortest(scores.overlap)) "
          + "(intersection over union) with a probability of at least "
          + "\(NumberText.shortest(scores.threshold)). AP is the average precision, which takes less "
          + "probable symbols as well; \"at its place\" is the share of the symbols with a certain "
          + "position that are found at it, \"pitch F\" the F measure of boxes with their positions."
      ])
  }

  /// All pages that were read.
  var pageTable: ReportTable {
    ReportTable(
      title: "Pages", head: ["page", "staff space"] + SymbolScore.columns,
      rows: test.result.pages.map { page in
        [
          page.page.name,
          page.staffSpace.map { NumberText.fixed($0, decimals: 2) } ?? "no staff",
        ] + page.score.cells
      })
  }

  /// The best, the median and the worst page.
  func pictureSection() throws(FileError) -> String {
    var figures: [String] = []
    for item in ranked.items {
      // The page holds them smaller than the files beside it do.
      let picture = try EncodedPicture(
        PagePicture.picture(of: item.page), as: .jpeg, name: item.page.page.name)
      let text = "\(item.rank.rawValue) page: \(item.page.page.name)"
      figures.append(
        HTML.element(
          "figure",
          HTML.image(picture, description: text)
            + HTML.element("figcaption", HTML.escape(text))))
    }
    guard !figures.isEmpty else { return "" }
    return """
      <h2>Best, median and worst page</h2>
      \(HTML.element("div", class: "pages", "\n" + figures.joined(separator: "\n") + "\n"))
      """
  }

  /// Folder, digests and counts.
  var dataSection: String {
    var facts = [("folder", run.dataFolder)]
    for name in ["training", "validation"] {
      facts.append(
        (
          name,
          "\(run.imageCounts[name] ?? 0) pages, \(run.dataDigests[name] ?? "digest unknown")"
        ))
    }
    facts.append(("test", "\(run.imageCounts["test"] ?? 0) pages"))
    if let pages = run.pages {
      let lists = [
        ("validation pages", pages.validation), ("test pages", pages.test),
        ("drawn pages", pages.drawn),
      ]
      for (name, list) in lists where !list.isEmpty {
        facts.append((name, list.joined(separator: " ")))
      }
    }
    return "<h2>Data</h2>\n" + HTML.facts(facts)
  }
}
