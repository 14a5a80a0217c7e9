import CustosDataSet
import CustosEvaluation
import CustosImage
import CustosNotation
import CustosPlatform
import CustosSupport
import CustosTraining

/// What the report says about the test.
extension ModelReport {
  /// Title and main figures.
  var headSection: String {
    let report = evaluation.report
    var figures = [
      (RunSections.percent(report.accuracy), "of \(evaluation.list.items.count) patches read right")
    ]
    if let steps = evaluation.staffSteps {
      figures.append(
        (RunSections.percent(steps.share(of: steps.exact + steps.oneStep)), "at most one step off"))
      if let mean = steps.meanSteps {
        figures.append((NumberText.fixed(mean, decimals: 3), "steps off on average"))
      }
    }
    figures.append((RunSections.number(evaluation.crossEntropy + (penalty ?? 0)), lossName))
    if let outcome = run?.outcome {
      figures.append(
        (
          RunSections.percent(outcome.bestValidationAccuracy),
          "best validation accuracy, epoch \(outcome.bestEpoch)"
        ))
    }
    let items = figures.map { value, name in
      HTML.element("li", HTML.element("b", HTML.escape(value)) + HTML.escape(name))
    }
    return """
      <h1>\(HTML.escape(model.name)): \(HTML.escape(model.file.name))</h1>
      <p>Tested on \(HTML.escape(evaluation.list.folder)), \(HTML.escape(time)).</p>
      \(HTML.element("ul", class: "figures", items.joined()))
      """
  }

  private var lossName: String {
    guard let penalty else { return "loss (cross-entropy)" }
    return "loss (cross-entropy \(RunSections.number(evaluation.crossEntropy)), "
      + "L2 penalty \(RunSections.number(penalty)))"
  }

  /// Distances on the staff; empty where no class is a staff position.
  var distanceSection: String {
    guard let steps = evaluation.staffSteps else { return "" }
    let rows = steps.groups.map { name, count in
      [name, "\(count)", RunSections.percent(steps.share(of: count))]
    }
    let mean = steps.meanSteps.map {
      "<p>Mean absolute error: \(NumberText.fixed($0, decimals: 3)) steps.</p>"
    }
    return """
      <h2>Distance on the staff</h2>
      <p>A step is half a staff space, along L0 S0 L1 S1 ... L6 S6.</p>
      \(HTML.table(head: ["reading", "patches", "share"], rows: rows))
      \(mean ?? "")
      """
  }

  /// The matrix as a table, which stays readable at any size.
  var confusionSection: String {
    let matrix = evaluation.confusion
    let head = matrix.labels.map { HTML.element("th", HTML.escape($0)) }.joined()
    let rows = matrix.labels.indices.map { row in
      let cells = matrix.labels.indices.map { confusionCell(matrix, row: row, column: $0) }
      return "<tr><th>\(HTML.escape(matrix.labels[row]))</th>\(cells.joined())</tr>"
    }
    let style = matrix.hasLongLabels ? "matrix rising" : "matrix"
    return """
      <h2>Confusion matrix</h2>
      <p>Rows are true classes, columns what was read. The shade is the share of the row.</p>
      <div class="wide"><table class="\(style)">
      <thead><tr><th>true \\ read</th>\(head)</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  private func confusionCell(_ matrix: ConfusionMatrix, row: Int, column: Int) -> String {
    let count = matrix.counts[row][column]
    guard count > 0 else { return "<td></td>" }
    let color = ConfusionPlot.color(of: matrix, row: row, column: column)
    let ink = ConfusionPlot.hasWhiteText(matrix, row: row, column: column) ? "fff" : "000"
    return "<td style=\"background:rgb(\(color.red),\(color.green),\(color.blue));"
      + "color:#\(ink)\">\(count)</td>"
  }

  /// Precision, recall and F1.
  var classSection: String {
    let report = evaluation.report
    let order = LabelSet(report.classes.map(\.name)).displayOrder
    let rows = order.map { report.classes[$0] } + [report.micro, report.macro, report.weighted]
    let cells = rows.map { row in
      [row.name]
        + [row.precision, row.recall, row.f1].map { NumberText.fixed($0, decimals: 3) }
        + ["\(row.support)"]
    }
    return "<h2>Classes</h2>\n"
      + HTML.table(head: ["class", "precision", "recall", "F1", "support"], rows: cells)
  }

  /// The worst patches, each with its full name.
  func worstSection() throws(FileError) -> String {
    var figures: [String] = []
    for patch in worst {
      let picture = try EncodedPicture(
        ContactSheet.fitted(patch.picture), as: .jpeg, name: patch.file)
      let image = HTML.image(picture, description: "patch \(patch.file)")
      let caption = [
        HTML.escape(patch.file),
        "true <b>\(HTML.escape(patch.expected))</b> \(Self.probability(patch.expectedProbability))",
        "read <b>\(HTML.escape(patch.read))</b> \(Self.probability(patch.probability))",
      ].joined(separator: "<br/>")
      figures.append(
        HTML.element(
          "figure", class: patch.isRight ? "right" : nil,
          image + HTML.element("figcaption", caption)))
    }
    return """
      <h2>Hardest patches</h2>
      <p>Highest loss first, with the probabilities of the true class and of the one that was read. \
      Red frames are wrong readings, green ones right but unsure.</p>
      \(HTML.element("div", class: "patches", "\n" + figures.joined(separator: "\n") + "\n"))
      """
  }

  private static func probability(_ value: Float) -> String {
    NumberText.fixed(Double(value), decimals: 3)
  }
}
