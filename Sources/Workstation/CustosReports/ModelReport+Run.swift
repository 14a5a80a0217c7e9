import CustosDataSet
import CustosEvaluation
import CustosImage
import CustosNotation
import CustosPlatform
import CustosSupport
import CustosTraining

/// What the report says about the training run and the model.
extension ModelReport {
  /// Curves and epochs.
  func historySection() throws(FileError) -> String {
    var images: [String] = []
    for (title, picture) in HistoryPlot.panels(of: history) {
      images.append(
        HTML.image(
          try EncodedPicture(picture, as: .png, name: title),
          description: "curves of the \(title) over the epochs"))
    }
    let best = run?.outcome?.bestEpoch
    return """
      <h2>Training</h2>
      \(HTML.element("div", class: "curves", images.joined(separator: "\n")))
      <h3>Epochs</h3>
      \(HTML.table(
        head: [
          "epoch", "loss", "accuracy", "val. loss", "val. accuracy", "learning rate", "seconds",
          "waited", "images/s",
        ], rows: history.map(epochRow), marked: history.firstIndex { $0.epoch == best }))
      <p>The marked epoch is the one whose weights were kept. Times hold the
      validation as well; what training waited for pictures is part of them.</p>
      """
  }

  private func epochRow(_ record: EpochRecord) -> [String] {
    let values = [
      record.trainingLoss, record.trainingAccuracy, record.validationLoss,
      record.validationAccuracy,
    ]
    let rate = run?.imageCounts["training"].map { record.imagesPerSecond(imageCount: $0) }
    return ["\(record.epoch)"] + values.map(Self.number)
      + [
        NumberText.shortest(Float(record.learningRate)), Self.tenths(record.seconds),
        Self.tenths(record.stalledSeconds), rate.map(Self.tenths) ?? "",
      ]
  }

  /// Commands, options, times and versions.
  func recipeSection(_ run: RunRecord) -> String {
    var facts = [("started", run.started), ("command", run.arguments.joined(separator: " "))]
    for part in run.continuations {
      facts.append(("continued", "\(part.time): \(part.arguments.joined(separator: " "))"))
    }
    if let weights = run.weights {
      facts.append(("weights", "\(weights.summary) Checksum \(weights.digest)."))
    }
    if let outcome = run.outcome {
      facts.append(("finished", outcome.finished))
      facts.append(("run time", Self.tenths(outcome.runSeconds) + " seconds"))
    }
    if let processor = run.processor { facts.append(("processor", processor)) }
    facts += run.versions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return """
      <h2>Recipe</h2>
      \(HTML.facts(OptionText.lines(of: run.options)))
      <h3>Run</h3>
      \(HTML.facts(facts))
      """
  }

  /// Folder, digests and counts.
  func dataSection(_ run: RunRecord) -> String {
    let sets = SplitPlan.Part.allCases.map(\.rawValue).map { name in
      (
        name,
        "\(run.imageCounts[name] ?? 0) patches, \(run.dataDigests[name] ?? "digest unknown")"
      )
    }
    let order = LabelSet(run.labels).displayOrder
    let rows = order.map { [run.labels[$0], "\(run.classCounts[run.labels[$0]] ?? 0)"] }
    return """
      <h2>Data</h2>
      \(HTML.facts([("folder", run.dataFolder)] + sets))
      <h3>Training patches by class</h3>
      \(HTML.table(head: ["class", "patches"], rows: rows))
      """
  }

  /// File, facts and layers.
  var modelSection: String {
    let facts =
      [("file", model.file.name), ("CRC-32", model.file.crc)]
      + model.facts.map { ($0.name, $0.value) } + [
        ("reported by", "custos \(CustosVersion.current)")
      ]
      + [("test time", Self.tenths(evaluation.seconds) + " seconds")]
    return """
      <h2>Model</h2>
      \(HTML.facts(facts))
      <h3>Layers</h3>
      \(HTML.element("pre", HTML.escape(model.layers)))
      """
  }

  private static func tenths(_ value: Double) -> String {
    value.isFinite ? NumberText.fixed(value, decimals: 1) : ""
  }
}
