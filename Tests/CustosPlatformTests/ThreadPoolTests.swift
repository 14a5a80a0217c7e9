import CustosPlatform
import CustosPoolStress
import CustosTestSupport
import Foundation
import Synchronization
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

  /// Each task waits for the others, so that no worker can help one that has not begun.
  @Test(arguments: [2, 3])
  func everyWorkerBeginsWithARunOfItsOwn(threadCount: Int) throws {
    let pool = try ThreadPool(threadCount: threadCount)
    let begun = Atomic(0)
    let workers = UnsafeMutablePointer<Int>.allocate(capacity: threadCount)
    defer { workers.deallocate() }
    for loop in 1...20 {
      workers.initialize(repeating: -1, count: threadCount)
      pool.run(threadCount) { index, worker in
        workers[index] = worker
        begun.add(1, ordering: .sequentiallyConsistent)
        let end = MonotonicClock.nanoseconds + 20_000_000_000
        while begun.load(ordering: .sequentiallyConsistent) < loop * threadCount,
          MonotonicClock.nanoseconds < end
        {
          usleep(50)
        }
      }
      try #require((0..<threadCount).allSatisfy { workers[$0] == $0 })
    }
  }

  /// Any number of threads takes part, from one loop to the next.
  @Test func changingNumbersOfThreadsDoLoopsWhole() throws {
    let pool = try ThreadPool(threadCount: 4)
    let visits = UnsafeMutablePointer<Int>.allocate(capacity: 16)
    defer { visits.deallocate() }
    visits.initialize(repeating: 0, count: 16)
    let workers = UnsafeMutablePointer<Int>.allocate(capacity: 16)
    defer { workers.deallocate() }
    for loop in 0..<4000 {
      let active = 1 + loop * 7 / 3 % 4
      pool.activeThreadCount = active
      #expect(pool.activeThreadCount == active)
      workers.initialize(repeating: -1, count: 16)
      pool.run(16) { index, worker in
        visits[index] += 1
        workers[index] = worker
      }
      #expect((0..<16).allSatisfy { (0..<active).contains(workers[$0]) })
    }
    #expect((0..<16).allSatisfy { visits[$0] == 4000 })
    pool.activeThreadCount = 9
    #expect(pool.activeThreadCount == 4)
    pool.activeThreadCount = 0
    #expect(pool.activeThreadCount == 1)
  }

  /// A pool that ends while threads take no part.
  @Test func aPoolWithIdleThreadsEnds() throws {
    for active in 1...3 {
      let pool = try ThreadPool(threadCount: 3)
      pool.run(9) { _, _ in }
      pool.activeThreadCount = active
      pool.run(9) { _, _ in }
    }
  }

  /// Threads that spin would use up a quota of CPU time, and keep from working those that they wait for.
  @Test func underAQuotaOfTimeNobodySpins() throws {
    let folder = try TemporaryFolder()
    try Self.write("0::/\n", to: "proc/self/cgroup", in: folder)
    try Self.write("50000 100000\n", to: "sys/fs/cgroup/cpu.max", in: folder)
    #expect(try !ThreadPool(threadCount: 2, root: folder.path).spins)
    #expect(try ThreadPool(threadCount: 1, root: folder.path).spins)
    try Self.write("max 100000\n", to: "sys/fs/cgroup/cpu.max", in: folder)
    let isRoom = ThreadPool.availableCPUCount >= 2
    #expect(try ThreadPool(threadCount: 2, root: folder.path).spins == isRoom)
  }

  /// CPUs with odd numbers have a 64th of the others' speed: a thread on one of them takes an index only when it
  /// has seen all 64 left, and therefore one at most.
  @Test(.enabled(if: ThreadPool.availableCPUCount > 1, "one CPU has no slower one beside it"))
  func slowCPUsLeaveTheRestToFastOnes() throws {
    let folder = try TemporaryFolder()
    for cpu in 0..<256 {
      try Self.write(
        cpu % 2 == 0 ? "1024\n" : "16\n",
        to: "sys/devices/system/cpu/cpu\(cpu)/cpu_capacity", in: folder)
    }
    let threads = ThreadPool.availableCPUCount
    let pool = try ThreadPool(threadCount: threads, pinned: true, root: folder.path)
    let cpus = UnsafeMutablePointer<(cpu: Int, worker: Int)>.allocate(capacity: 64)
    defer { cpus.deallocate() }
    for _ in 0..<50 {
      cpus.initialize(repeating: (-1, -1), count: 64)
      pool.run(64) { index, worker in
        cpus[index] = (ThreadPool.currentCPU, worker)
        let end = MonotonicClock.nanoseconds + 20_000
        while MonotonicClock.nanoseconds < end {}
      }
      #expect((0..<64).allSatisfy { cpus[$0].cpu >= 0 })
      for worker in 1..<threads {
        let taken = (0..<64).filter { cpus[$0].worker == worker && cpus[$0].cpu % 2 == 1 }
        #expect(taken.count <= 1, "worker \(worker): \(taken)")
      }
    }
  }

  private static func write(_ text: String, to path: String, in folder: TemporaryFolder) throws {
    let url = URL(fileURLWithPath: folder.file(path))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: url, atomically: false, encoding: .utf8)
  }
}
