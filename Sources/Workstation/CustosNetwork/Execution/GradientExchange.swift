import CustosPlatform

/// Adds gradients up over the processes on a thread of its own, while those of earlier layers are computed.
///
/// Layers' gradients become final from the last layer to the first; as soon as enough of them are, they are
/// sent as a bucket. All processes cut the same buckets.
final class GradientExchange {
  /// Large enough that a message's start does not count, small enough that the last one, which nothing hides,
  /// is short.
  private static let bucketElements = 1 << 20

  private let queue: BucketQueue
  private let thread: WorkerThread
  private let count: Int
  private var firstFinal: Int
  private var firstSent: Int

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - blocks: gradients of `count` elements, one for each of the own nodes, behind each other; they outlive
  ///     the exchange.
  /// - Throws: `PlatformError`.
  init(
    _ sum: TreeSum, _ blocks: UnsafeMutablePointer<Float>, count: Int
  ) throws(PlatformError) {
    self.count = count
    (firstFinal, firstSent) = (count, count)
    let queue = BucketQueue { bucket throws(CommunicationError) in
      try sum.sum(bucket, of: blocks)
    }
    self.queue = queue
    thread = try WorkerThread { queue.work() }
  }

  /// Says that the gradients from `first` on are final.
  func add(from first: Int) {
    firstFinal = first
    if firstSent - first >= Self.bucketElements { send() }
  }

  /// Waits until all elements are the sums over all processes.
  func finish() throws(CommunicationError) {
    firstFinal = 0
    send()
    firstSent = count
    try queue.wait()
  }

  private func send() {
    guard firstFinal < firstSent else { return }
    queue.append(firstFinal..<firstSent)
    firstSent = firstFinal
  }

  deinit {
    queue.end()
    thread.join()
  }
}
