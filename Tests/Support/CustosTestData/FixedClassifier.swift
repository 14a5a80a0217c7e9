@testable public import CustosDataSet
@testable public import CustosEvaluation

/// Says what it was told to, whatever the pictures show.
public struct FixedClassifier: PatchClassifier {
  public var labels = TinyDataSet.labels
  public let width = 8
  public let height = 16
  public let probabilities: [[Float]]

  /// Says `probabilities`, one row a picture.
  public init(labels: [String] = TinyDataSet.labels, probabilities: [[Float]]) {
    self.labels = labels
    self.probabilities = probabilities
  }

  public func classify(_ store: PatchStore, progress: (Int) -> Void) -> [Prediction] {
    progress(store.count)
    return probabilities.map(Prediction.init)
  }
}
