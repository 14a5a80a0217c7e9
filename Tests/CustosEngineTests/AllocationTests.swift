import CAllocationCounter
import CustosEngine
import CustosEngineChecks
import CustosModel
import Testing

@Suite struct AllocationTests {
  @Test func counterCounts() throws {
    guard allocation_counter_is_available() else { return }
    let before = allocation_count_of_this_thread()
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 1000, alignment: 64)
    memory.deallocate()
    #expect(allocation_count_of_this_thread() == before + 1)
  }

  /// After loading, running and softmax take no memory, profiled or not, on one thread or two.
  @Test(
    .enabled(if: allocation_counter_is_available(), "a sanitizer has its own malloc"),
    arguments: [1, 2])
  func runningAllocatesNothing(threads: Int) throws {
    for seed in 0..<20 as Range<UInt64> {
      let engine = try Engine(model: RandomGraph.make(seed: seed), threads: threads)
      let picture = [UInt8](repeating: 77, count: engine.inputByteCount)
      var probabilities = [Float](repeating: 0, count: engine.logits.count)
      for profiled in [false, true] {
        engine.isProfiling = profiled
        let before = allocation_count_of_this_thread()
        try picture.withUnsafeBufferPointer { try engine.run(pixels: $0) }
        probabilities.withUnsafeMutableBufferPointer { engine.probabilities(into: $0) }
        #expect(allocation_count_of_this_thread() == before, "seed \(seed)")
      }
    }
  }
}
