import CustosImage
import CustosPlatform
import CustosSupport
import CustosTraining

/// What every report says about the training run.
enum RunSections {
  /// Curves and epochs.
  ///
  /// - Parameters:
  ///   - best: the epoch whose weights were kept, if it is known.
  ///   - sampleCount: samples of an epoch, if it is known.
  ///   - names: of the scores.
  static func history(
    _ history: [EpochRecord], best: Int?, sampleCount: Int?, names: ScoreNames
  ) throws(FileError) -> String {
    var images: [String] = []
    for (title, picture) in HistoryPlot.panels(of: history, names: names) {
      images.append(
        HTML.image(
          try EncodedPicture(picture, as: .png, name: title),
          description: "curves of the \(title) over the epochs"))
    }
    return """
      <h2>Training</h2>
      \(HTML.element("div", class: "curves", images.joined(separator: "\n")))
      <h3>Epochs</h3>
      \(HTML.table(
        head: [
          "epoch", "loss", names.training, "val. loss", "val. \(names.validation)",
          "learning rate", "seconds", "waited", "images/s",
        ], rows: history.map { row($0, sampleCount: sampleCount) },
        marked: history.firstIndex { $0.epoch == best }))
      <p>The marked epoch is the one whose weights were kept. Times hold the
      validation as well; what training waited for pictures is part of them.</p>
      """
  }

  private static func row(_ record: EpochRecord, sampleCount: Int?) -> [String] {
    let values = [
      record.trainingLoss, record.trainingAccuracy, record.validationLoss,
      record.validationAccuracy,
    ]
    let rate = sampleCount.map { record.imagesPerSecond(imageCount: $0) }
    return ["\(record.epoch)"] + values.map(number)
      + [
        NumberText.shortest(Float(record.learningRate)), tenths(record.seconds),
        tenths(record.stalledSeconds), rate.map(tenths) ?? "",
      ]
  }

  /// Commands, options, times and versions.
  ///
  /// - Parameters:
  ///   - finished: when the run was finished, if it is.
  ///   - seconds: how long it took then.
  static func recipe(_ run: RunRecord, finished: String?, seconds: Double?) -> String {
    var facts = [("started", run.started), ("command", run.arguments.joined(separator: " "))]
    for part in run.continuations {
      facts.append(("continued", "\(part.time): \(part.arguments.joined(separator: " "))"))
    }
    if let weights = run.weights {
      facts.append(("weights", "\(weights.summary) Checksum \(weights.digest)."))
    }
    if let finished, let seconds {
      facts.append(("finished", finished))
      facts.append(("run time", tenths(seconds) + " seconds"))
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

  static func percent(_ share: Double) -> String {
    NumberText.fixed(100 * share, decimals: 2) + " %"
  }

  static func number(_ value: Double) -> String {
    value.isFinite ? NumberText.fixed(value, decimals: 5) : "no number"
  }

  static func tenths(_ value: Double) -> String {
    value.isFinite ? NumberText.fixed(value, decimals: 1) : ""
  }
}
