import ArgumentParser
import CustosDataSet
import CustosModelFile
import CustosPlatform
import CustosQuantization
import CustosReports
import CustosSupport
import CustosWeights

/// Options that ask what int8 costs at each layer.
struct SensitivityOptions: ParsableArguments {
  @Flag(
    help: """
      Tell layer by layer what int8 costs: this layer alone in int8, all but this one, its weights \
      alone, its activation alone.
      """)
  var sensitivity = false

  @Option(help: "Pictures to measure that on, evenly spaced; all when there are fewer (64).")
  var sensitivityPictures: Int?

  func validate() throws {
    guard let sensitivityPictures else { return }
    guard (1...1_000_000).contains(sensitivityPictures) else {
      throw ValidationError(
        "--sensitivity-pictures must be 1 to 1000000, but \(sensitivityPictures) was given.")
    }
  }

  /// Measures with a bar of progress.
  func measure(
    _ float: TrainedModel, _ model: Model, _ store: PatchStore, _ pool: ThreadPool, quiet: Bool
  ) throws -> Sensitivity {
    let count = min(sensitivityPictures ?? 64, store.count)
    let places = (0..<count).map { $0 * store.count / count }
    var measurement = try SensitivityMeasurement(float, model, pool: pool)
    let bar = ProgressBar(
      "Measuring \(count) pictures layer by layer", total: count * measurement.passCount,
      style: .automatic(quiet: quiet))
    try measurement.run(
      places.map { try store.pixels($0) }, truth: places.map { store.list.items[$0].label }
    ) { bar.advance(by: $0) }
    bar.finish()
    return measurement.result
  }
}

extension ReportTable {
  /// What int8 costs, as a section of a report.
  init(_ sensitivity: Sensitivity) {
    let worst = sensitivity.costliest(1).first
    self.init(
      title: "What int8 costs, layer by layer",
      facts: sensitivity.totals.map { ModelDescription.Fact($0.name, $0.value) },
      head: Sensitivity.columns, rows: sensitivity.cells,
      marked: sensitivity.rows.firstIndex { $0.layer == worst?.layer },
      notes: Sensitivity.legend + ["The marked layer costs most on its own."])
  }
}
