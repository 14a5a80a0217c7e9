import CCustosPlatform

/// A thread that runs one closure. Signals are left to the thread that the program started with.
public final class WorkerThread {
  private var handle: OpaquePointer?

  private final class Body {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  /// Starts a thread that runs `body`; what it touches must bear several threads.
  ///
  /// - Throws: `PlatformError.threadsUnavailable`, `.outOfMemory`.
  public init(_ body: @escaping () -> Void) throws(PlatformError) {
    let context = Unmanaged.passRetained(Body(body))
    var errorNumber: Int32 = 0
    handle = custos_thread_start(
      { context in
        guard let context else { return }
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
      }, context.toOpaque(), &errorNumber)
    if handle == nil {
      context.release()
      throw errorNumber == ErrorNumber.noMemory
        ? .outOfMemory(purpose: "a thread") : .threadsUnavailable(requested: 1)
    }
  }

  /// Waits for the end of the closure; further calls return at once.
  public func join() {
    guard let handle else { return }
    custos_thread_join(handle)
    self.handle = nil
  }

  deinit { join() }
}
