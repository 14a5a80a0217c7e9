import CustosModelFile
import CustosPlatform
import CustosReading

/// What `--threshold` says: the least probability of a label that is accepted.
enum ThresholdOption {
  /// Every label is accepted: the option is not given.
  case off
  /// A probability, 0...1.
  case probability(Double)
  /// The model's own, as `custos quantize --validation` has measured it.
  case calibrated

  init(_ arguments: ParsedArguments) throws(CommandError) {
    guard let text = arguments.value(of: "threshold") else {
      self = .off
      return
    }
    if text == "calibrated" {
      self = .calibrated
    } else if let number = NumberText.double(text), number >= 0, number <= 1 {
      self = .probability(number)
    } else {
      throw .usage(
        "--threshold must be a probability from 0 to 1, or calibrated for the model's own, "
          + "not '\(text)'.")
    }
  }

  /// The probability for a model; nil to accept every label.
  ///
  /// - Throws: `CommandError` when the model holds no threshold but its own is asked for.
  func value(for classifier: Classifier) throws(CommandError) -> Double? {
    switch self {
    case .off: return nil
    case .probability(let value): return value
    case .calibrated:
      guard let threshold = classifier.model.confidence.threshold else {
        throw CommandError(
          "\(classifier.path) holds no calibrated threshold; give --threshold a probability, or write the model "
            + "again with `custos quantize --validation`.", exitCode: ExitStatus.badData)
      }
      return threshold
    }
  }
}
