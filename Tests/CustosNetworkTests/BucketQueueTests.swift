import CustosPlatform
import Testing

@testable import CustosNetwork

@Suite struct BucketQueueTests {
  @Test func behindAFailureNoBucketIsBegun() throws {
    nonisolated(unsafe) var begun: [Range<Int>] = []
    let failure = CommunicationError("Rank 1 does not answer.")
    let queue = BucketQueue { bucket throws(CommunicationError) in
      begun.append(bucket)
      throw failure
    }
    queue.append(2..<3)
    queue.append(0..<2)
    let thread = try WorkerThread { queue.work() }
    #expect(throws: failure) { try queue.wait() }
    queue.end()
    thread.join()
    #expect(begun == [2..<3])
  }
}
