import Foundation

/// Ranges of gradients that one thread adds up in the order in which another one says that they are final.
final class BucketQueue: @unchecked Sendable {
  private let body: (Range<Int>) throws(CommunicationError) -> Void
  // What follows is guarded by it.
  private let condition = NSCondition()
  private var buckets: [Range<Int>] = []
  private var isBusy = false
  private var isEnding = false
  private var failure: CommunicationError?

  /// Prepares to call `body` for each bucket, on the thread that works.
  init(_ body: @escaping (Range<Int>) throws(CommunicationError) -> Void) { self.body = body }

  /// Adds a bucket.
  func append(_ bucket: Range<Int>) {
    condition.withLock {
      buckets.append(bucket)
      condition.broadcast()
    }
  }

  /// Waits until all buckets are done.
  ///
  /// - Throws: the first failure; behind it no bucket is begun.
  func wait() throws(CommunicationError) {
    condition.lock()
    defer { condition.unlock() }
    while !buckets.isEmpty || isBusy { condition.wait() }
    if let failure { throw failure }
  }

  /// Lets `work()` return, behind the bucket under way.
  func end() {
    condition.withLock {
      isEnding = true
      condition.broadcast()
    }
  }

  /// Works until the end.
  func work() {
    while let bucket = next() {
      do throws(CommunicationError) {
        try body(bucket)
      } catch {
        condition.withLock { failure = error }
      }
    }
  }

  private func next() -> Range<Int>? {
    condition.lock()
    defer { condition.unlock() }
    isBusy = false
    if failure != nil { buckets = [] }
    condition.broadcast()
    while buckets.isEmpty, !isEnding { condition.wait() }
    guard !isEnding else { return nil }
    isBusy = true
    return buckets.removeFirst()
  }
}
