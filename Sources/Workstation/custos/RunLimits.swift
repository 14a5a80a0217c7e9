import ArgumentParser
import CustosPlatform
import CustosTraining

/// What every training run says of its length, checkpoints and threads, as it was given.
struct RunLimits {
  var epochs: Int?
  var hours: Double?
  var checkpointMinutes: Double?
  var threads: Int?

  /// Refuses values that cannot be, and epochs beside hours.
  func validate() throws {
    if let epochs, !TrainingLimits.epochs.contains(epochs) {
      throw ValidationError(
        "--epochs must be 1 to \(TrainingLimits.epochs.upperBound), but \(epochs) was given.")
    }
    if let hours {
      guard hours > 0 && TrainingLimits.hours.contains(hours) else {
        throw ValidationError("--hours must be above 0 and at most 10000, but \(hours) was given.")
      }
      guard epochs == nil else {
        throw ValidationError("--hours decides about the epochs; leave --epochs out.")
      }
    }
    if let checkpointMinutes, !(checkpointMinutes >= 0 && checkpointMinutes.isFinite) {
      throw ValidationError(
        "--checkpoint-minutes must be a number from 0 up, but \(checkpointMinutes) was given.")
    }
    if let threads, !(0...1024).contains(threads) {
      throw ValidationError("--threads must be 0 to 1024, but \(threads) was given.")
    }
  }

  /// The threads of a new run: every CPU unless a number was given.
  var threadCount: Int { Self.count(threads ?? 0) }

  /// Puts what was given into the options of a run, new or resumed.
  func apply(to options: inout TrainingOptions) {
    if let epochs { options.epochs = epochs }
    if let hours { options.hours = hours }
    if let checkpointMinutes { options.checkpointMinutes = checkpointMinutes }
    if let threads { options.threads = Self.count(threads) }
  }

  private static func count(_ threads: Int) -> Int {
    threads == 0 ? ThreadPool.availableCPUCount : threads
  }
}
