import CustosDataSet
import CustosEvaluation
import CustosSupport

extension Evaluate {
  /// Tests the model on pictures as cameras spoil them and prints the accuracies.
  ///
  /// - Parameter seq: the number of the first JSON line.
  func printRobustness(
    of classifier: any PatchClassifier, on store: PatchStore, seq: Int
  ) throws {
    let bar = ProgressBar(
      "Disturbing", total: store.count * Robustness.passCount,
      style: .automatic(quiet: work.quiet))
    var done = 0
    let robustness = try Robustness(classifier, store) { count in
      bar.advance(by: count - done)
      done = count
    }
    bar.finish()
    switch format {
    case .text: print("\n" + robustness.text, terminator: "")
    case .jsonl:
      print(
        try robustness.jsonLines(model: ModelReference(ofFile: model), seq: seq), terminator: "")
    }
  }
}
