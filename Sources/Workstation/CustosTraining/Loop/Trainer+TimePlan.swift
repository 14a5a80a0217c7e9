import CustosLoading
import CustosNetwork
import CustosPlatform

extension Trainer {
  /// Steps that are not measured: the first ones fill caches and the queue of batches.
  private static let unmeasuredSteps = 2
  /// Steps that are measured at least, where the epoch has as many.
  private static let leastMeasuredSteps = 8
  /// Part of the time that one has that steps are measured for.
  private static let measuredShare = 0.005

  /// Sets the number of epochs, and with it the length of a cosine, to what fits `hours`, from the time
  /// that the first steps and a validation take.
  ///
  /// The run begins with the weights that it had before: what was measured is thrown away, so that the
  /// plan alone makes the run differ from one with as many epochs. The plan is part of the options and
  /// of the state, so that a resumed run keeps it, however fast the machine is by then.
  ///
  /// - Parameter measure: measures the times; nil to run the first steps and a validation.
  /// - Returns: the times; nil where the options name no hours or a step is done already.
  /// - Throws: `TrainingError.usage` when not even one epoch fits, and what training throws.
  public func fitToHours(measure: (() throws -> TimePlan)? = nil) throws -> TimePlan? {
    guard let hours = state.options.hours, state.stepCount == 0 else { return nil }
    let plan = try measure?() ?? measureTimes(inSeconds: hours * 3600)
    let epochs = plan.epochs(inSeconds: hours * 3600)
    guard epochs > 0 else {
      let needed = plan.seconds(epochs: 1) / 3600
      throw TrainingError.usage(
        "Not even one epoch fits \(Self.text(hours)) hours: with its validation it needs about "
          + "\(Self.text(needed)); give at least --hours \(Self.text(needed * 1.1)), a smaller network "
          + "or fewer pictures.")
    }
    state.options.epochs = epochs
    state.rates = Self.rates(of: state.options, stepsPerEpoch: stepsPerEpoch)
    return plan
  }

  /// Runs the first steps of the first epoch and a validation, then puts the weights back.
  ///
  /// Several processes take the mean of their times, so that they come to one plan.
  private func measureTimes(inSeconds budget: Double) throws -> TimePlan {
    let weights = parameters.snapshot()
    let begin = MonotonicClock.nanoseconds
    let plan = epochPlan()
    let batches = task.batches(of: plan, state.options)
    var (start, measured, number) = (begin, 0, 0)
    while let batch = try batches.next() {
      _ = try update(batch, count: plan.count(ofBatch: number), plan)
      number += 1
      let seconds = try meanOverProcesses(Self.seconds(since: start))
      if number <= Self.unmeasuredSteps && number < plan.batchCount {
        start = MonotonicClock.nanoseconds
        continue
      }
      measured += 1
      if measured >= Self.leastMeasuredSteps && seconds >= budget * Self.measuredShare { break }
    }
    let perStep = try meanOverProcesses(Self.seconds(since: start)) / Double(max(1, measured))
    start = MonotonicClock.nanoseconds
    try measureStatistics()
    _ = try task.validate(validator, with: communicator)
    let perValidation = try meanOverProcesses(Self.seconds(since: start))
    _ = parameters.restore(weights)
    optimizer.reset()
    return TimePlan(
      secondsPerStep: perStep, secondsPerValidation: perValidation,
      stepsPerEpoch: plan.batchCount,
      measuringSeconds: try meanOverProcesses(Self.seconds(since: begin)))
  }

  private func meanOverProcesses(_ value: Double) throws -> Double {
    try communicator.sum([value])[0] / Double(communicator.size)
  }

  private static func seconds(since start: UInt64) -> Double {
    Double(MonotonicClock.nanoseconds - start) * 1e-9
  }

  private static func text(_ hours: Double) -> String {
    NumberText.shortest(Float((hours * 1e4).rounded(.up) / 1e4))
  }
}
