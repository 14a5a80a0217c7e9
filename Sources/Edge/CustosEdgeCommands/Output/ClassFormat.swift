import CustosModelFile
import CustosNotation
import CustosReading

/// What is told of the model that reads classes.
struct ClassFormat {
  /// The classes in index order.
  let labels: [String]
  let modelName: String
  let modelChecksum: String
  /// The least probability of a class that is accepted; nil to accept every class.
  let threshold: Double?

  init(_ reader: ClassReader) {
    labels = reader.classifier.labels.labels
    modelName = reader.classifier.model.name
    modelChecksum = reader.classifier.checksum
    threshold = reader.threshold
  }
}
