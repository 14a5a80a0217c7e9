public import CustosDataSet
package import CustosNetwork
import CustosPlatform
import Foundation

/// How a classifier does on labelled pictures.
public struct Evaluation: Sendable {
  /// The pictures.
  public let list: PatchList
  /// The prediction for each picture.
  public let predictions: [Prediction]
  /// Figures a class.
  public let report: ClassificationReport
  /// True and read classes against each other.
  public let confusion: ConfusionMatrix
  /// Distances on the staff; nil when no true class is a staff position.
  public let staffSteps: StaffStepErrors?
  /// `-log(probability of the true class)` of each picture.
  public let losses: [Double]
  /// Mean of the losses.
  public let crossEntropy: Double
  /// Time that labelling took.
  public let seconds: Double

  /// Labels all pictures of a store.
  ///
  /// - Throws: what the classifier throws.
  public init(
    _ classifier: some PatchClassifier, _ store: PatchStore, progress: (Int) -> Void = { _ in }
  ) throws {
    let start = MonotonicClock.nanoseconds
    let predictions = try classifier.classify(store, progress: progress)
    self.init(
      predictions, of: store.list, seconds: Double(MonotonicClock.nanoseconds - start) * 1e-9)
  }

  /// Labels all pictures of a store with several processes, each of which has all of them.
  ///
  /// - Throws: what the classifier throws; `CommunicationError`.
  package init(
    _ classifier: FloatClassifier, _ store: PatchStore, among processes: any Communicator
  ) throws {
    let start = MonotonicClock.nanoseconds
    let predictions = try classifier.classify(store, among: processes)
    self.init(
      predictions, of: store.list, seconds: Double(MonotonicClock.nanoseconds - start) * 1e-9)
  }

  /// Takes the predictions for all pictures of a list.
  init(_ predictions: [Prediction], of list: PatchList, seconds: Double) {
    self.predictions = predictions
    self.seconds = seconds
    self.list = list
    let truth = list.items.map(\.label)
    let predicted = predictions.map(\.label)
    report = ClassificationReport(labels: list.labels, truth: truth, predicted: predicted)
    confusion = ConfusionMatrix(labels: list.labels, truth: truth, predicted: predicted)
    staffSteps = StaffStepErrors(labels: list.labels, truth: truth, predicted: predicted)
    // Probabilities are float32: one that rounds to 0 counts as the smallest normal number.
    losses = zip(predictions, truth).map {
      -log(Double(max($0.probabilities[$1], .leastNormalMagnitude)))
    }
    crossEntropy = losses.reduce(0, +) / Double(losses.count)
  }

  /// The probability of each label given, and whether it is right.
  public var readings: [(probability: Float, isRight: Bool)] {
    zip(list.items, predictions).map {
      (probability: $1.probabilities[$1.label], isRight: $0.label == $1.label)
    }
  }

  /// The misclassified files with the predicted class, one per line.
  public var mistakes: [String] {
    zip(list.items, predictions).filter { $0.label != $1.label }.map { item, prediction in
      let share = String(format: "%.3f", prediction.probabilities[prediction.label])
      return "\(item.relativePath) is predicted as \(list.labels[prediction.label]) (\(share))"
    }
  }

  /// The final report: table, confusion matrix, staff steps, misclassified files, loss, accuracy,
  /// error.
  ///
  /// - Parameter penalty: what the L2 penalty adds to the loss of training; nil where it is not
  ///   known, the loss is the cross-entropy alone then.
  public func text(penalty: Double? = nil) -> String {
    var lines = [report.text, confusion.text]
    if let staffSteps { lines.append(staffSteps.text) }
    if !mistakes.isEmpty {
      lines.append("Misclassified files (\(mistakes.count) of \(list.items.count)):")
      lines += mistakes.map { "  " + $0 }
      lines.append("")
    }
    if let penalty {
      lines.append(
        String(
          format: "Loss:     %.5f (cross-entropy %.5f, L2 penalty %.5f)", crossEntropy + penalty,
          crossEntropy, penalty))
    } else {
      lines.append(String(format: "Loss:     %.5f (cross-entropy)", crossEntropy))
    }
    lines.append(String(format: "Accuracy: %.5f", report.accuracy))
    lines.append(String(format: "Error:    %.5f", 1 - report.accuracy))
    return lines.joined(separator: "\n") + "\n"
  }
}
