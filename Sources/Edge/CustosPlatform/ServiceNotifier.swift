import CCustosPlatform

/// Tells the service manager that started this process how it is doing, as `sd_notify` does.
///
/// Every message is one datagram to the socket that `NOTIFY_SOCKET` names. Without that variable all
/// calls do nothing, so that a program needs no case of its own for running without a service manager.
/// A message waits at most a second for a busy manager. Used by one thread at a time.
public final class ServiceNotifier {
  /// The manager's socket: a path, or `@` and an abstract name; nil when there is no manager.
  public let socket: String?

  /// How long the manager waits for a sign of life before it restarts the service; nil: it does not.
  public let watchdogMicroseconds: UInt64?

  private let descriptor: Int32
  private var lastSignNanoseconds: UInt64?

  /// Opens the way to the manager that the environment names.
  ///
  /// `WATCHDOG_USEC` counts only where `WATCHDOG_PID` is absent or this process.
  ///
  /// - Throws: `PlatformError.cannotNotify` when the system refuses a socket.
  public convenience init() throws(PlatformError) {
    let isOurs =
      CurrentProcess.environment("WATCHDOG_PID").map { Int64($0) == CurrentProcess.identifier }
      ?? true
    try self.init(
      socket: CurrentProcess.environment("NOTIFY_SOCKET"),
      watchdogMicroseconds: isOurs
        ? CurrentProcess.environment("WATCHDOG_USEC").flatMap { UInt64($0) } : nil)
  }

  /// Opens the way to the manager at `socket`; an empty name counts as none, as does a time of 0.
  public init(socket: String?, watchdogMicroseconds: UInt64?) throws(PlatformError) {
    let socket = socket?.isEmpty == false ? socket : nil
    self.socket = socket
    self.watchdogMicroseconds =
      socket != nil && watchdogMicroseconds != 0 ? watchdogMicroseconds : nil
    var descriptor: Int32 = -1
    if let socket {
      let errorNumber = custos_service_open(&descriptor)
      guard errorNumber == 0 else {
        throw .cannotNotify(socket: socket, errorNumber: errorNumber)
      }
    }
    self.descriptor = descriptor
  }

  deinit { if descriptor >= 0 { custos_service_close(descriptor) } }

  /// Says that the service has started, or has reloaded, and does its work.
  public func ready(status: String? = nil) throws(PlatformError) {
    try send("READY=1", status)
  }

  /// Says that the service reads its configuration again; `ready` ends this state.
  public func reloading() throws(PlatformError) {
    try send("RELOADING=1\nMONOTONIC_USEC=\(MonotonicClock.nanoseconds / 1000)", nil)
  }

  /// Says that the service is about to end.
  public func stopping(status: String? = nil) throws(PlatformError) {
    try send("STOPPING=1", status)
  }

  /// Shows a line in `systemctl status`. Control characters, line ends among them, become blanks.
  public func status(_ text: String) throws(PlatformError) {
    try send(nil, text)
  }

  /// Gives the watchdog a sign of life when half its time has passed since the last one: cheap enough
  /// to be called for every frame. Does nothing where no watchdog waits.
  ///
  /// - Parameter now: the time of `MonotonicClock`.
  public func keepAlive(
    now: UInt64 = MonotonicClock.nanoseconds
  ) throws(PlatformError) {
    guard let watchdogMicroseconds else { return }
    if let last = lastSignNanoseconds, (now &- last) / 500 < watchdogMicroseconds { return }
    try send("WATCHDOG=1", nil)
    lastSignNanoseconds = now
  }

  private func send(_ state: String?, _ status: String?) throws(PlatformError) {
    guard let socket else { return }
    var bytes = [UInt8]()
    if let state { bytes += state.utf8 }
    if let status {
      bytes += (bytes.isEmpty ? "STATUS=" : "\nSTATUS=").utf8
      bytes += status.utf8.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
    }
    let errorNumber = socket.withCString { custos_service_send(descriptor, $0, bytes, bytes.count) }
    guard errorNumber == 0 else { throw .cannotNotify(socket: socket, errorNumber: errorNumber) }
  }
}
