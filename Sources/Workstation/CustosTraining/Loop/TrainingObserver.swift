/// How far an epoch has come.
public struct TrainingProgress: Equatable, Sendable {
  /// The epoch, from 1.
  public var epoch: Int
  /// Epochs at most.
  public var epochCount: Int
  /// Pictures of the epoch that are done.
  public var imageCount: Int
  /// Pictures of the epoch.
  public var totalCount: Int
  /// Time since the epoch began or was resumed.
  public var seconds: Double
  /// Time of it spent waiting for pictures.
  public var stalledSeconds: Double
  /// Pictures done in that time.
  public var recentCount: Int
  /// Mean loss up to now.
  public var loss: Double
  /// Accuracy up to now.
  public var accuracy: Double
}

/// Receives the events of a training run, for progress and logs.
public protocol TrainingObserver: AnyObject {
  /// A batch is done.
  func didFinishBatch(_ progress: TrainingProgress)
  /// An epoch is done; `history` ends with it.
  func didFinishEpoch(
    _ history: [EpochRecord], decision: EpochRule.Decision, previousBest: Double?) throws
}
