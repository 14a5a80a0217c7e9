import CCustosFloatKernels
import CustosLoading
import CustosNetwork

extension Trainer {
  /// Checks weights, running values, averages and sums: what is not finite must not replace what was
  /// saved before.
  ///
  /// - Throws: `TrainingError.diverged`.
  func requireFiniteState() throws {
    if let broken = parameters.firstNonFinite() ?? optimizer.average?.firstNonFinite() {
      throw TrainingError.diverged(what: "a weight of \(broken.name)", epoch: state.epoch)
    }
    for slot in optimizer.slots where custos_f32_all_finite(slot.pointer, slot.count) == 0 {
      throw TrainingError.diverged(
        what: "a running value of \(state.options.optimizer.rawValue)", epoch: state.epoch)
    }
    guard state.lossSum.isFinite else {
      throw TrainingError.diverged(what: "the loss", epoch: state.epoch)
    }
  }

  /// The error for a batch whose loss is not finite; names the batch and the samples to blame.
  ///
  /// Where every loss is broken the weights are, and no picture is named.
  func divergence(in loss: BatchLoss, _ plan: EpochPlan) -> TrainingError {
    let broken = loss.brokenImages
    let place = "batch \(state.batch + 1)"
    if broken.isEmpty && communicator.size > 1 {
      return .diverged(what: "a loss of another process in \(place)", epoch: state.epoch)
    }
    guard !broken.isEmpty && broken.count < loss.imageCount else {
      return .diverged(what: "the loss of every picture of \(place)", epoch: state.epoch)
    }
    let first = plan.places(ofBatch: state.batch).lowerBound
    let paths = broken.prefix(3).map { task.name(ofSample: plan.order[first + $0]) }
    let others = broken.count > paths.count ? " and \(broken.count - paths.count) others" : ""
    return .diverged(
      what: "the loss of \(paths.joined(separator: ", "))\(others) in \(place)",
      epoch: state.epoch)
  }
}
