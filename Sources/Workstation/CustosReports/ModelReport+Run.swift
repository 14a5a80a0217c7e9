import CustosDataSet
import CustosEvaluation
import CustosNotation
import CustosPlatform
import CustosSupport
import CustosTraining

/// What the report says about the training run and the model.
extension ModelReport {
  /// Curves and epochs.
  func historySection() throws(FileError) -> String {
    try RunSections.history(
      history, best: run?.outcome?.bestEpoch, sampleCount: run?.imageCounts["training"],
      names: .accuracy)
  }

  /// Commands, options, times and versions.
  func recipeSection(_ run: RunRecord) -> String {
    RunSections.recipe(
      run, finished: run.outcome?.finished, seconds: run.outcome?.runSeconds)
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
  var modelSection: String { model.section(testSeconds: evaluation.seconds) }
}
