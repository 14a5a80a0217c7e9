import CustosPlatform
import CustosTestSupport
import Foundation
import Testing

@Suite struct ServiceNotifierTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func notifier(_ socket: NotifySocket, watchdog: UInt64? = nil) throws -> ServiceNotifier {
    try ServiceNotifier(socket: socket.name, watchdogMicroseconds: watchdog)
  }

  @Test(arguments: [false, true]) func everyMessageIsOneDatagram(isAbstract: Bool) throws {
    let name = folder.file("notify")
    let socket = try NotifySocket(isAbstract ? "@" + name : name)
    let notifier = try notifier(socket)
    try notifier.ready()
    #expect(try socket.receive() == "READY=1")
    try notifier.ready(status: "reads vgg4")
    #expect(try socket.receive() == "READY=1\nSTATUS=reads vgg4")
    try notifier.status("12 frames a second")
    #expect(try socket.receive() == "STATUS=12 frames a second")
    try notifier.stopping(status: "ended")
    #expect(try socket.receive() == "STOPPING=1\nSTATUS=ended")
    #expect(socket.isEmpty)
  }

  @Test func reloadingTellsTheTime() throws {
    let socket = try NotifySocket(folder.file("notify"))
    let before = MonotonicClock.nanoseconds / 1000
    try notifier(socket).reloading()
    let lines = try socket.receive().split(separator: "\n")
    #expect(lines.count == 2 && lines[0] == "RELOADING=1")
    let parts = lines[1].split(separator: "=")
    #expect(parts[0] == "MONOTONIC_USEC")
    #expect((before...MonotonicClock.nanoseconds / 1000).contains(UInt64(parts[1]) ?? 0))
  }

  @Test func aStatusCannotForgeALine() throws {
    let socket = try NotifySocket(folder.file("notify"))
    try notifier(socket).status("a\nMAINPID=1\u{0}\u{7F}\té")
    #expect(try socket.receive() == "STATUS=a MAINPID=1   é")
  }

  @Test func theWatchdogGetsASignEveryHalfOfItsTime() throws {
    let socket = try NotifySocket(folder.file("notify"))
    let notifier = try notifier(socket, watchdog: 2_000_000)
    let second: UInt64 = 1_000_000_000
    for (now, isSent) in [
      (10 * second, true), (10 * second, false), (11 * second - 1, false), (11 * second, true),
      (12 * second - 1, false), (20 * second, true),
    ] {
      try notifier.keepAlive(now: now)
      #expect(socket.isEmpty == !isSent, "at \(now) ns")
      if isSent { #expect(try socket.receive() == "WATCHDOG=1") }
    }
  }

  @Test func withoutAManagerNothingHappens() throws {
    let socket = try NotifySocket(folder.file("notify"))
    for name in [nil, ""] {
      let notifier = try ServiceNotifier(socket: name, watchdogMicroseconds: 1000)
      #expect(notifier.socket == nil && notifier.watchdogMicroseconds == nil)
      try notifier.ready(status: "x")
      try notifier.keepAlive()
      try notifier.stopping()
    }
    let withoutWatchdog = try notifier(socket, watchdog: 0)
    #expect(withoutWatchdog.watchdogMicroseconds == nil)
    try withoutWatchdog.keepAlive()
    #expect(socket.isEmpty)
  }

  @Test func anUnreachableManagerIsNamed() throws {
    let cases = [
      (folder.file("nowhere"), ENOENT), ("vsock:2:1234", EPROTONOSUPPORT),
      ("/" + String(repeating: "n", count: 200), ENAMETOOLONG),
    ]
    for (name, errorNumber) in cases {
      let notifier = try ServiceNotifier(socket: name, watchdogMicroseconds: nil)
      let error = #expect(throws: PlatformError.self) { try notifier.ready() }
      #expect(error == .cannotNotify(socket: name, errorNumber: errorNumber))
      #expect(error?.exitCode == 69)
      #expect(error?.message.contains(name) == true)
    }
  }

  @Test func theEnvironmentNamesManagerAndWatchdog() throws {
    let socket = try NotifySocket(folder.file("notify"))
    // No other test of this process reads these variables.
    setenv("NOTIFY_SOCKET", socket.name, 1)
    setenv("WATCHDOG_USEC", "30000000", 1)
    defer { for name in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] { unsetenv(name) } }
    #expect(try ServiceNotifier().watchdogMicroseconds == 30_000_000)
    setenv("WATCHDOG_PID", "\(getpid())", 1)
    #expect(try ServiceNotifier().watchdogMicroseconds == 30_000_000)
    setenv("WATCHDOG_PID", "1", 1)
    #expect(try ServiceNotifier().watchdogMicroseconds == nil)
    try ServiceNotifier().ready()
    #expect(try socket.receive() == "READY=1")
  }
}
