import CCustosPlatform

/// Shares the iterations of loops between a fixed set of threads, the calling thread included.
///
/// A thread that waits spins for some tens of microseconds before it sleeps, so that short loops in
/// quick succession cost little; pools of more threads than CPUs, or than a quota of their time allows, never
/// spin. Where CPUs differ in speed, the slow ones leave the last iterations of a loop to the fast ones.
public final class ThreadPool: @unchecked Sendable {
  private let handle: OpaquePointer

  /// The number of threads that take part in a loop, the calling thread included.
  public let threadCount: Int

  /// The number of CPUs the calling thread may run on, at least 1.
  public static var availableCPUCount: Int { custos_available_cpu_count() }

  /// The number of the CPU that the calling thread runs on at the moment, -1 if the system does not tell.
  public static var currentCPU: Int { Int(custos_current_cpu()) }

  /// The number of threads where none is given: the CPUs that may be used, and no more than the control
  /// group's quota of CPU time, rounded up.
  ///
  /// - Parameter root: where `proc` and `sys` lie; empty but in tests.
  public static func defaultThreadCount(root: String = "") -> Int {
    min(availableCPUCount, ControlGroup(root: root).processorQuota?.wholeCount ?? .max)
  }

  /// Starts `threadCount - 1` threads (values below 1 count as 1).
  ///
  /// With `pinned` worker i stays on the i-th CPU that the calling thread, worker 0, may run on, the fastest
  /// first. When the pool goes, that thread is free again if it is the one that lets go of the pool.
  ///
  /// - Parameter root: where `proc` and `sys` lie, whose quota of CPU time and speeds of CPUs are respected;
  ///   empty but in tests.
  /// - Throws: `PlatformError.threadsUnavailable` when the system refuses the threads, `.outOfMemory`,
  ///   `.cannotPinThreads` when it does not let them be tied to CPUs.
  public init(threadCount: Int, pinned: Bool = false, root: String = "") throws(PlatformError) {
    var errorNumber: Int32 = 0
    let quota = ControlGroup(root: root).processorQuota?.wholeCount ?? .max
    let capacities = ProcessorFacts.capacities(root: root)
    let created = capacities.withUnsafeBufferPointer {
      custos_thread_pool_create(
        max(1, threadCount), quota, capacities.isEmpty ? nil : $0.baseAddress, &errorNumber)
    }
    guard let handle = created else {
      throw errorNumber == ErrorNumber.noMemory
        ? .outOfMemory(purpose: "\(threadCount) threads")
        : .threadsUnavailable(requested: threadCount)
    }
    errorNumber = pinned ? custos_thread_pool_pin(handle) : 0
    guard errorNumber == 0 else {
      custos_thread_pool_destroy(handle)
      throw .cannotPinThreads(errorNumber: errorNumber)
    }
    self.handle = handle
    self.threadCount = custos_thread_pool_thread_count(handle)
  }

  deinit { custos_thread_pool_destroy(handle) }

  /// From the next loop on this many threads take part, the calling thread included; the others sleep.
  /// Numbers below 1 and above `threadCount` count as these.
  public var activeThreadCount: Int {
    get { custos_thread_pool_active(handle) }
    set { custos_thread_pool_set_active(handle, max(1, newValue)) }
  }

  /// Whether waiting threads spin before they sleep.
  public var spins: Bool { custos_thread_pool_spins(handle) != 0 }

  /// Nanoseconds that the calling thread has waited for others at the ends of loops since the last call.
  public func takeWaitedNanoseconds() -> UInt64 { custos_thread_pool_take_waited(handle) }

  /// Calls `body(index, worker)` once for every index in `0..<count` and returns when all are done.
  ///
  /// `worker` is in `0..<threadCount`; which worker takes which index is not defined, so results
  /// must not depend on it. Bodies run concurrently and must not write to the same memory. A body
  /// must not call `run` on the same pool, and a pool is driven by one thread at a time.
  public func run(_ count: Int, _ body: (_ index: Int, _ worker: Int) -> Void) {
    withoutActuallyEscaping(body) { escapable in
      var task = Task(body: escapable)
      withUnsafeMutablePointer(to: &task) { pointer in
        custos_thread_pool_run(
          handle,
          { context, index, worker in
            context?.assumingMemoryBound(to: Task.self).pointee.body(index, worker)
          }, pointer, max(0, count))
      }
    }
  }

  /// As `run(_:_:)`, with a C function and its context: allocates nothing.
  public func run(
    _ count: Int, context: UnsafeMutableRawPointer,
    _ body:
      @convention(c) (_ context: UnsafeMutableRawPointer?, _ index: Int, _ worker: Int) ->
      Void
  ) {
    custos_thread_pool_run(handle, body, context, max(0, count))
  }

  private struct Task {
    let body: (Int, Int) -> Void
  }
}
