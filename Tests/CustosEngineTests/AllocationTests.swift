import CAllocationCounter
import CustosEngine
import CustosEngineChecks
import CustosModelFile
import CustosPlatform
import Foundation
import Testing

/// One test at a time: the counter is one for all.
@Suite(
  .serialized,
  .enabled(if: allocation_counter_is_available(), "a sanitizer has its own malloc"))
struct AllocationTests {
  /// Allocations of every thread of a pool count, not only the caller's.
  @Test func counterCounts() throws {
    allocation_counter_enter()
    defer { allocation_counter_leave() }
    let pool = try ThreadPool(threadCount: 3)
    let callers = UnsafeMutablePointer<Int>.allocate(capacity: 3)
    defer { callers.deallocate() }
    callers.initialize(repeating: 0, count: 3)
    let before = allocation_count()
    pool.run(30, context: callers) { context, _, worker in
      UnsafeMutableRawPointer.allocate(byteCount: 1000, alignment: 64).deallocate()
      context?.assumingMemoryBound(to: Int.self)[worker] += 1
      // Time for the other threads to take their share.
      usleep(2000)
    }
    #expect(allocation_count() == before + 30)
    #expect(callers[1] + callers[2] > 0)
  }

  /// After loading, running and softmax take no memory, profiled or not, on one thread or two.
  @Test(arguments: [1, 2]) func runningAllocatesNothing(threads: Int) throws {
    allocation_counter_enter()
    defer { allocation_counter_leave() }
    for seed in 0..<20 as Range<UInt64> {
      let model =
        switch seed % 4 {
        case 0: RandomGraph.make(seed: seed)
        case 2: RandomGraph.mapNetwork(seed: seed)
        default: RandomGraph.winogradNetwork(seed: seed)
        }
      let engine = try Engine(
        model: model.validated(), threads: threads,
        algorithm: seed % 2 == 0 ? .fastest : .winograd(seed % 4 == 1 ? .ahead : .inUse),
        oversubscribes: true)
      let picture = [UInt8](repeating: 77, count: engine.inputByteCount)
      var probabilities = [Float](repeating: 0, count: engine.logitScales.count)
      for profiled in [false, true] {
        engine.isProfiling = profiled
        let before = allocation_count()
        for _ in 0..<5 {
          try engine.run(pixels: picture.span)
          var target = probabilities.mutableSpan
          engine.probabilities(into: &target)
        }
        #expect(allocation_count() == before, "seed \(seed)")
      }
    }
  }
}
