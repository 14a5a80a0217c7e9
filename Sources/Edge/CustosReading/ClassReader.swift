import CustosModelFile
import CustosNotation

/// The network that reads the classes of symbols, beside one that reads their staff positions.
public struct ClassReader {
  /// Its model, whose labels are the names of classes.
  public let classifier: Classifier
  /// The least probability of a class that is accepted; nil to accept every class.
  public let threshold: Double?

  /// Takes a model that reads classes.
  ///
  /// - Throws: `ReadingError.mismatch` where it reads staff positions or whole pages.
  public init(_ classifier: Classifier, threshold: Double? = nil) throws(ReadingError) {
    guard case .patchClassifier = classifier.purpose, classifier.labels.kind == .names else {
      throw .mismatch(.readsNoClasses(model: classifier.path))
    }
    self.classifier = classifier
    self.threshold = threshold
  }
}
