import CustosPlatform
import CustosPoolStress
import Testing

@Suite struct ThreadPoolTests {
  @Test(arguments: [1, 2, 4, 7])
  func everyIndexIsVisitedOnce(threadCount: Int) throws {
    let pool = try ThreadPool(threadCount: threadCount)
    #expect(pool.threadCount == threadCount)
    for count in [0, 1, 2, 3, 64, 1000] {
      let visits = UnsafeMutablePointer<Int>.allocate(capacity: max(1, count))
      defer { visits.deallocate() }
      visits.initialize(repeating: 0, count: max(1, count))
      for _ in 0..<20 { pool.run(count) { index, _ in visits[index] += 1 } }
      #expect((0..<count).allSatisfy { visits[$0] == 20 })
    }
  }

  /// Pauses longer than a thread spins make all of them sleep, so that they have to be woken.
  @Test func loopsAfterPausesAreDoneWhole() throws {
    let pool = try ThreadPool(threadCount: 2)
    let visits = UnsafeMutablePointer<Int>.allocate(capacity: 8)
    defer { visits.deallocate() }
    visits.initialize(repeating: 0, count: 8)
    for loop in 0..<300 {
      let end = MonotonicClock.nanoseconds + UInt64(loop % 3) * 60_000
      while MonotonicClock.nanoseconds < end {}
      pool.run(8) { index, _ in
        // The caller runs out of patience too when a worker takes its time.
        let end = MonotonicClock.nanoseconds + (index == loop % 8 ? 60_000 : 0)
        while MonotonicClock.nanoseconds < end {}
        visits[index] += 1
      }
    }
    #expect((0..<8).allSatisfy { visits[$0] == 300 })
  }

  /// Fewer loops than on the emulated boards, where a wake-up was lost: the thread sanitizer runs them too,
  /// and is slow.
  @Test(arguments: 2...4)
  func shortLoopsLoseNoWakeUp(threadCount: Int) throws {
    #expect(try PoolStress.run(loops: 4000, threads: threadCount) == .done)
  }

  @Test(arguments: [1, 2, 5])
  func aPinnedPoolKeepsItsThreadsOnTheirCPUs(threadCount: Int) throws {
    let available = ThreadPool.availableCPUCount
    do {
      let pool = try ThreadPool(threadCount: threadCount, pinned: true)
      #expect(ThreadPool.availableCPUCount == 1)
      let counts = UnsafeMutablePointer<Int>.allocate(capacity: 100)
      defer { counts.deallocate() }
      counts.initialize(repeating: 0, count: 100)
      pool.run(100) { index, _ in counts[index] = ThreadPool.availableCPUCount }
      #expect((0..<100).allSatisfy { counts[$0] == 1 })
    }
    #expect(ThreadPool.availableCPUCount == available)
  }

  /// Counts whose memory would be more than there are addresses, or just absurd.
  @Test(arguments: [4097, Int.max / 24, Int.max])
  func absurdThreadCountsAreRefused(threadCount: Int) {
    #expect(throws: PlatformError.threadsUnavailable(requested: threadCount)) {
      try ThreadPool(threadCount: threadCount)
    }
  }

  @Test func workersAreWithinTheThreadCount() throws {
    let pool = try ThreadPool(threadCount: 3)
    let workers = UnsafeMutablePointer<Int>.allocate(capacity: 100)
    defer { workers.deallocate() }
    workers.initialize(repeating: -1, count: 100)
    pool.run(100) { index, worker in workers[index] = worker }
    #expect((0..<100).allSatisfy { (0..<3).contains(workers[$0]) })
  }
}
