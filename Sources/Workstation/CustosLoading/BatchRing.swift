import CustosPlatform
import CustosSupport
import Foundation

/// Makes batches on a thread of its own, several ahead of the caller.
///
/// A batch's memory is used again for a later one. A batch is written on the queue before `ready` is
/// signalled, and read after it was waited for.
final class BatchRing<Batch: AnyObject>: @unchecked Sendable {
  private let range: Range<Int>
  private let ring: [Batch]
  private let fill: (Batch, Int) throws -> Void
  private var failures: [(any Error)?]
  private let queue = DispatchQueue(label: "custos.batch-loader", qos: .userInitiated)
  private let ready = DispatchSemaphore(value: 0)
  private var nextBatch: Int

  /// Time that the caller had to wait for batches up to now; the first one after the start included.
  private(set) var stalledSeconds = 0.0

  /// Starts to fill batches.
  ///
  /// - Parameters:
  ///   - range: numbers of the batches.
  ///   - depth: batches in memory: the one that the caller works on and those ahead of it.
  ///   - make: makes room for a batch.
  ///   - fill: fills a batch with the one of a number; called one after the other in their order.
  init(
    _ range: Range<Int>, depth: Int, make: () -> Batch,
    fill: @escaping (Batch, Int) throws -> Void
  ) {
    self.range = range
    self.fill = fill
    let ahead = min(depth, max(1, range.count))
    ring = (0..<ahead).map { _ in make() }
    failures = ring.map { _ in nil }
    nextBatch = range.lowerBound
    for number in range.prefix(ahead) { load(number) }
  }

  /// The next batch, nil after the last; it is valid until the next call.
  func next() throws -> Batch? {
    // The memory of the batch before is free now.
    if nextBatch > range.lowerBound { load(nextBatch - 1 + ring.count) }
    guard nextBatch < range.upperBound else { return nil }
    if ready.wait(timeout: .now()) == .timedOut {
      let start = MonotonicClock.nanoseconds
      ready.wait()
      stalledSeconds += Double(MonotonicClock.nanoseconds - start) * 1e-9
    }
    let place = nextBatch % ring.count
    if let failure = failures[place] { throw failure }
    nextBatch += 1
    return ring[place]
  }

  /// Returns when all batches that can be made ahead are made.
  func waitForQueue() { queue.sync {} }

  private func load(_ number: Int) {
    guard number < range.upperBound else { return }
    let work = UnsafeSendable(self)
    queue.async { [ready] in
      let ring = work.value
      let place = number % ring.ring.count
      do { try ring.fill(ring.ring[place], number) } catch { ring.failures[place] = error }
      ready.signal()
    }
  }
}
