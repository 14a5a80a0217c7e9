import CCustosPlatform

/// Shares the iterations of loops between a fixed set of threads, the calling thread included.
///
/// A thread that waits spins for some tens of microseconds before it sleeps, so that short loops in
/// quick succession cost little; pools of more threads than CPUs never spin.
public final class ThreadPool: @unchecked Sendable {
  private let handle: OpaquePointer

  /// The number of threads that take part in a loop, the calling thread included.
  public let threadCount: Int

  /// The number of CPUs the calling thread may run on, at least 1.
  public static var availableCPUCount: Int { custos_available_cpu_count() }

  /// The number of threads where none is given: the CPUs that may be used, and no more than the control
  /// group's quota of CPU time, rounded up.
  ///
  /// - Parameter root: where `proc` and `sys` lie; empty but in tests.
  public static func defaultThreadCount(root: String = "") -> Int {
    min(availableCPUCount, ControlGroup(root: root).processorQuota?.wholeCount ?? .max)
  }

  /// Starts `threadCount - 1` threads (values below 1 count as 1).
  ///
  /// With `pinned` worker i stays on the i-th CPU that the calling thread, worker 0, may run on. When
  /// the pool goes, that thread is free again if it is the one that lets go of the pool.
  ///
  /// - Throws: `PlatformError.threadsUnavailable` when the system refuses the threads, `.outOfMemory`,
  ///   `.cannotPinThreads` when it does not let them be tied to CPUs.
  public init(threadCount: Int, pinned: Bool = false) throws(PlatformError) {
    var errorNumber: Int32 = 0
    guard let handle = custos_thread_pool_create(max(1, threadCount), &errorNumber) else {
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
