import ArgumentParser
import CustosPlatform
import CustosTraining

/// What every training run says of its time, threads, checkpoints and memory, as it was given; new and
/// resumed runs take it alike, but for the hours, which a resumed run keeps.
struct RunLimits: ParsableArguments {
  @Option(
    help: """
      Plan as many epochs as fit so many hours, such as 0.5, by the time of the first steps and of a \
      validation. A resumed run keeps the plan.
      """)
  var hours: Double?

  @Option(
    help: """
      Threads to work with; 0 takes every CPU (default: 0, or what the resumed run had). A count always \
      gives the same result.
      """)
  var threads: Int?

  @Option(
    name: .customLong("checkpoint-minutes"),
    help: """
      Save the state every so many minutes within an epoch; 0 saves at the ends of epochs alone \
      (default: 10, or what the resumed run had).
      """)
  var checkpointMinutes: Double?

  @Flag(
    help: """
      Compute activations again instead of keeping them: the same result in less memory, a little slower.
      """)
  var recompute = false

  /// Names of the options that were given and that a resumed run keeps.
  var given: [String] { givenOptions(["--hours": hours != nil]) }

  /// Refuses values that cannot be, and epochs beside hours.
  func validate(epochs: Int?) throws {
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
  func apply(to options: inout TrainingOptions, epochs: Int?) {
    if let epochs { options.epochs = epochs }
    if let hours { options.hours = hours }
    if let checkpointMinutes { options.checkpointMinutes = checkpointMinutes }
    if let threads { options.threads = Self.count(threads) }
    options.recomputing = options.recomputing || recompute
  }

  private static func count(_ threads: Int) -> Int {
    threads == 0 ? ThreadPool.defaultThreadCount() : threads
  }
}
