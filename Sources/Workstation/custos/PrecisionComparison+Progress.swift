import CustosDataSet
import CustosEvaluation
import CustosPlatform
import CustosSupport
import CustosWeights

extension PrecisionComparison {
  /// Compares with a bar of progress.
  static func shown(
    float: TrainedModel, int8: Int8Classifier, _ store: PatchStore, _ pool: ThreadPool, quiet: Bool
  ) throws -> PrecisionComparison {
    let bar = ProgressBar("Comparing", total: store.count, style: .automatic(quiet: quiet))
    var done = 0
    let comparison = try PrecisionComparison(float: float, int8: int8, store, pool: pool) { count in
      bar.advance(by: count - done)
      done = count
    }
    bar.finish()
    return comparison
  }
}
