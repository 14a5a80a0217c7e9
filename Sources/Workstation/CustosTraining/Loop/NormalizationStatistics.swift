/// Where batch normalisations get the mean and the variance from that they use outside of training.
public enum NormalizationStatistics: String, Codable, CaseIterable, Sendable {
  /// Running averages over the steps with momentum 0.99, as in Keras. They begin at 0 and 1 and lag
  /// some hundred steps behind the weights.
  case running
  /// Measured on training pictures with the weights of the epoch before these are validated, see
  /// `Trainer.measureStatistics()`.
  case precise
}
