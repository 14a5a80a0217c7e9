public import CustosDataSet
public import CustosModelFile
import CustosPlatform

/// Temperature and threshold of a quantised model, measured with the int8 engine on labelled patches
/// that it was not trained on.
public struct ConfidenceFit: Sendable {
  /// The accuracy of accepted labels that a threshold aims at when no other is given.
  public static let standardTarget = 0.99

  /// What goes into the model.
  public let confidence: Confidence
  /// The accuracy that the accepted labels were to reach.
  public let target: Double
  /// Patches measured on.
  public let count: Int
  /// CRC-32 over the patches' paths and files.
  public let digest: UInt32
  /// Expected calibration error and mean cross-entropy at temperature 1.
  public let before: Quality
  /// The same at the fitted temperature; as before where none was fitted.
  public let after: Quality
  /// What the threshold accepts of these patches; nil when no threshold reaches the target.
  public let accepted: RiskCoverage.Point?

  /// How good probabilities are.
  public struct Quality: Equatable, Sendable {
    /// Expected calibration error, 0...1.
    public let calibrationError: Double
    /// Mean of `-log(probability of the true class)`.
    public let crossEntropy: Double
  }

  /// Measures `model` on all patches of a store.
  ///
  /// - Throws: `EngineError`, `DataError` when a patch cannot be read.
  public init(
    _ model: ValidatedModel, _ store: PatchStore, target: Double = standardTarget, threads: Int,
    progress: (Int) -> Void = { _ in }
  ) throws {
    let classifier = try Int8Classifier(model, threads: threads)
    let truth = store.list.items.map(\.label)
    var integers: [[Int32]] = []
    for index in 0..<store.count {
      integers.append(try classifier.integerLogits(store.pixels(index)))
      progress(index + 1)
    }
    let logits = integers.map { classifier.realLogits($0) }
    let temperature = TemperatureScaling.fit(logits, truth: truth)
    func readings(_ temperature: Double) -> [(probability: Float, isRight: Bool)] {
      zip(integers, truth).map { integers, label in
        let probabilities = classifier.probabilities(integers, temperature: temperature)
        let prediction = Prediction(probabilities: probabilities)
        return (probabilities[prediction.label], prediction.label == label)
      }
    }
    func quality(_ temperature: Double) -> Quality {
      Quality(
        calibrationError: CalibrationError.expected(readings(temperature)),
        crossEntropy: TemperatureScaling.crossEntropy(
          logits, truth: truth, temperature: temperature))
    }
    accepted = RiskCoverage(readings(temperature ?? 1)).point(reaching: target)
    confidence = Confidence(
      temperature: temperature, threshold: accepted.map { Double($0.threshold) })
    self.target = target
    count = store.count
    digest = store.digest
    before = quality(1)
    after = quality(temperature ?? 1)
  }
}
