import CCustosPlatform

/// A lock with a condition, for state that several threads share.
public final class Monitor: @unchecked Sendable {
  private let handle: OpaquePointer

  /// Makes a lock.
  ///
  /// - Throws: `PlatformError.outOfMemory`.
  public init() throws(PlatformError) {
    guard let handle = custos_monitor_create() else { throw .outOfMemory(purpose: "a lock") }
    self.handle = handle
  }

  deinit { custos_monitor_destroy(handle) }

  /// Runs `body` while no other thread runs one under this lock.
  public func locked<Result>(_ body: () -> Result) -> Result {
    custos_monitor_lock(handle)
    defer { custos_monitor_unlock(handle) }
    return body()
  }

  /// Within `locked`: gives up the lock until `wake` or for at most so many milliseconds. It may
  /// also return for no reason.
  public func wait(milliseconds: Int) {
    _ = custos_monitor_wait(handle, UInt32(clamping: milliseconds))
  }

  /// Wakes every thread that waits.
  public func wake() { custos_monitor_wake(handle) }
}
