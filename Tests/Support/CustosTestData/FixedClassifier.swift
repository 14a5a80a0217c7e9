public import CustosDataSet
public import CustosEvaluation

/// Says what it was told to, whatever the pictures show.
public struct FixedClassifier: PatchClassifier {
  /// Names of the classes.
  public var labels = TinyDataSet.labels
  /// Columns of the pictures.
  public let width = 8
  /// Rows of the pictures.
  public let height = 16
  /// The probabilities of all classes for each picture.
  public let probabilities: [[Float]]

  /// Says `probabilities`, one row a picture.
  public init(labels: [String] = TinyDataSet.labels, probabilities: [[Float]]) {
    self.labels = labels
    self.probabilities = probabilities
  }

  /// Returns the fixed probabilities, whatever the pictures show.
  public func classify(_ store: PatchStore, progress: (Int) -> Void) -> [Prediction] {
    progress(store.count)
    return probabilities.map(Prediction.init)
  }
}
