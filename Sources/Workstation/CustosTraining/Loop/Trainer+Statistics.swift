import CustosLoading
import CustosNetwork
import CustosSupport

extension Trainer {
  /// Measures the statistics of the batch normalisations for the weights that are validated and saved,
  /// if the options ask for it: the averaged ones where weights are averaged, which no forward pass of
  /// the training has ever seen.
  ///
  /// They are measured on batches of augmented training samples as the training has them, since
  /// statistics of these are what the weights were trained with. The samples depend on the seed and the
  /// epoch alone, and nothing is left of earlier statistics, so that a resumed run measures the same.
  /// Each of several processes measures all of them and gets the same bits.
  func measureStatistics() throws {
    let options = state.options
    guard options.normalization == .precise else { return }
    var order = Array(0..<task.sampleCount)
    var generator = SeededGenerator(seed: options.seed, stream: Stream.statistics(state.epoch))
    generator.shuffle(&order)
    // A batch that is not full would count as much as the others.
    let size = options.batchSize
    let batchCount = min(max(1, task.statisticsCount / size), max(1, order.count / size))
    let plan = EpochPlan(
      number: state.epoch, order: Array(order.prefix(batchCount * size)), batchSize: size)
    let batches = task.batches(of: plan, options)
    var number = 0
    while let batch = try batches.next() {
      batch.load(into: validator)
      validator.measureStatistics(count: batch.count, batch: number)
      number += 1
    }
  }
}
