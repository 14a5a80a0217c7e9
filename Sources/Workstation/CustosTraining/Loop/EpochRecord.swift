/// What one epoch came to.
public struct EpochRecord: Codable, Equatable, Sendable {
  /// Number of the epoch, from 1.
  public var epoch: Int
  /// Mean loss over the training pictures while the weights changed, label smoothing and L2 penalty
  /// included.
  public var trainingLoss: Double
  /// Share of training pictures labelled correctly, 0...1; of a page network what `ScoreNames.pages` says.
  public var trainingAccuracy: Double
  /// Mean loss over the validation pictures, L2 penalty included. Like the accuracy it is that of the
  /// averaged weights where they are averaged.
  public var validationLoss: Double
  /// Share of validation pictures labelled correctly, 0...1; of a page network the F measure.
  public var validationAccuracy: Double
  /// Learning rate of the epoch's last step.
  public var learningRate: Double
  /// Time of the epoch, validation included.
  public var seconds: Double
  /// Time of it in which training waited for pictures.
  public var stalledSeconds: Double

  /// Describes an epoch.
  public init(
    epoch: Int, trainingLoss: Double, trainingAccuracy: Double, validationLoss: Double,
    validationAccuracy: Double, learningRate: Double, seconds: Double,
    stalledSeconds: Double = 0
  ) {
    self.epoch = epoch
    self.trainingLoss = trainingLoss
    self.trainingAccuracy = trainingAccuracy
    self.validationLoss = validationLoss
    self.validationAccuracy = validationAccuracy
    self.learningRate = learningRate
    self.seconds = seconds
    self.stalledSeconds = stalledSeconds
  }
}
