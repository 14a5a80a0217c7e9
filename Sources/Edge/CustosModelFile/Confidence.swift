/// How far a model's probabilities may be trusted, as measured on labelled patches that it was not
/// trained on. Neither value changes which label is the most probable one.
public struct Confidence: Equatable, Sendable {
  /// What the logits are divided by before softmax, 2^-32...2^32, so that a probability is the share of
  /// right labels among those given with it (temperature scaling; Guo et al., On Calibration of Modern
  /// Neural Networks, ICML 2017); nil when none was fitted: the logits are taken as they are.
  public var temperature: Double?
  /// The least probability, 0 < p <= 1, of a label that is accepted; what is below should be called
  /// unknown (selective classification; Geifman and El-Yaniv, NeurIPS 2017). It belongs to
  /// probabilities at `temperature`. Nil when none was measured.
  public var threshold: Double?

  /// Describes what was measured.
  public init(temperature: Double? = nil, threshold: Double? = nil) {
    self.temperature = temperature
    self.threshold = threshold
  }
}
