/// How long the parts of a run take, and how many epochs fit the time that one has.
public struct TimePlan: Equatable, Sendable {
  /// Part of the time that is planned; the rest is for files, reports and a machine that slows down.
  static let plannedShare = 0.97

  /// Time of a training step, waiting for pictures included.
  public var secondsPerStep: Double
  /// Time of a validation, the measurement of statistics included.
  public var secondsPerValidation: Double
  /// Batches of an epoch.
  public var stepsPerEpoch: Int
  /// Time that the measurements took.
  public var measuringSeconds: Double

  /// Describes measured times.
  public init(
    secondsPerStep: Double, secondsPerValidation: Double, stepsPerEpoch: Int,
    measuringSeconds: Double
  ) {
    self.secondsPerStep = secondsPerStep
    self.secondsPerValidation = secondsPerValidation
    self.stepsPerEpoch = stepsPerEpoch
    self.measuringSeconds = measuringSeconds
  }

  /// Time of an epoch with its validation.
  public var secondsPerEpoch: Double {
    Double(stepsPerEpoch) * secondsPerStep + secondsPerValidation
  }

  /// Time that a run of so many epochs needs: what was measured, the epochs, and the test of the best
  /// weights at the end, which is taken to last as long as a validation.
  public func seconds(epochs: Int) -> Double {
    (measuringSeconds + Double(epochs) * secondsPerEpoch + secondsPerValidation)
      / Self.plannedShare
  }

  /// The most epochs that fit, at most those that a run can have; 0 if not even one does.
  public func epochs(inSeconds time: Double) -> Int {
    let rest = time * Self.plannedShare - measuringSeconds - secondsPerValidation
    let count = (rest / max(secondsPerEpoch, 1e-9)).rounded(.down)
    return Int(min(max(count, 0), Double(TrainingLimits.epochs.upperBound)))
  }
}
