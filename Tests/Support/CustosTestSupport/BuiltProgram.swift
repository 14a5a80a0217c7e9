import Foundation

/// A program run to its end, as a user runs it.
public struct BuiltProgram: Sendable {
  /// What a run gave.
  public struct Outcome: Sendable {
    /// The exit code; 128 and the signal's number after a signal.
    public var exitCode: Int32
    /// Standard output.
    public var output: String
    /// Standard error.
    public var error: String
    /// The lines of standard output.
    public var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  private struct NotBuilt: Error { var name: String }

  /// A signal that comes while the program runs.
  public struct Interruption: Sendable {
    /// The signal's number.
    public var signal: Int32
    /// Time from the start.
    public var milliseconds: Int

    /// Describes an interruption.
    public init(signal: Int32, milliseconds: Int) {
      self.signal = signal
      self.milliseconds = milliseconds
    }
  }

  /// Where the program lies.
  public let path: String

  /// Takes the program at a path.
  public init(path: String) { self.path = path }

  /// Finds a product that was built beside the tests.
  public init(named name: String) throws {
    // Tests run from a bundle or a program in the products' folder or below it.
    let starts =
      Bundle.allBundles.map(\.bundleURL) + [URL(fileURLWithPath: CommandLine.arguments[0])]
    for start in starts {
      var folder = start.resolvingSymlinksInPath().deletingLastPathComponent()
      for _ in 0..<5 {
        let candidate = folder.appendingPathComponent(name).path
        if FileManager.default.isExecutableFile(atPath: candidate) {
          path = candidate
          return
        }
        folder = folder.deletingLastPathComponent()
      }
    }
    throw NotBuilt(name: name)
  }

  /// Starts a process without the signal mask of this thread: tests run on threads that hold signals
  /// back, which a new process would take over.
  public static func start(_ process: Process) throws {
    var none = sigset_t()
    var previous = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &previous)
    defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
    try process.run()
  }

  /// Runs it. Outputs go through files, so that no pipe can fill up.
  ///
  /// - Parameters:
  ///   - memoryKilobytes: how much address space it may have, nil for no limit.
  ///   - environment: variables beside those of the tests.
  ///   - interruption: a signal on the way, unless the program has ended before.
  public func run(
    _ arguments: [String], input: Data = Data(), memoryKilobytes: Int? = nil,
    environment: [String: String] = [:], interruption: Interruption? = nil
  ) throws -> Outcome {
    let folder = try TemporaryFolder()
    let files = ["in", "out", "err"].map { URL(fileURLWithPath: folder.file($0)) }
    try input.write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    if let memoryKilobytes {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments =
        ["-c", "ulimit -v \(memoryKilobytes) && exec \"$0\" \"$@\"", path] + arguments
    }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    try Self.start(process)
    if let interruption {
      Thread.sleep(forTimeInterval: Double(interruption.milliseconds) / 1000)
      if process.isRunning { kill(process.processIdentifier, interruption.signal) }
    }
    process.waitUntilExit()
    return Outcome(
      exitCode: process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus,
      output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
  }
}
