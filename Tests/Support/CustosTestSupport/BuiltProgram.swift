public import Foundation

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

  /// Runs it. Outputs go through files, so that no pipe can fill up.
  ///
  /// - Parameters:
  ///   - memoryKilobytes: how much address space it may have, nil for no limit.
  ///   - environment: variables beside those of the tests.
  ///   - interruption: a signal on the way, unless the program has ended before.
  ///   - limitSeconds: how long it may run.
  /// - Throws: `ChildProcess.TimeLimitPassed` when it is still running after that time.
  public func run(
    _ arguments: [String], input: Data = Data(), memoryKilobytes: Int? = nil,
    environment: [String: String] = [:], interruption: Interruption? = nil,
    limitSeconds: Int = ChildProcess.defaultLimitSeconds
  ) throws -> Outcome {
    let folder = try TemporaryFolder()
    var streams = ChildProcess.Streams()
    (streams.input, streams.output, streams.error) =
      (folder.file("in"), folder.file("out"), folder.file("err"))
    try input.write(to: URL(fileURLWithPath: streams.input))
    var words = [path] + arguments
    if let memoryKilobytes {
      words = ["/bin/sh", "-c", "ulimit -v \(memoryKilobytes) && exec \"$0\" \"$@\""] + words
    }
    let child = try ChildProcess(
      words[0], Array(words.dropFirst()), streams: streams, environment: environment,
      limitSeconds: limitSeconds)
    if let interruption {
      Thread.sleep(forTimeInterval: Double(interruption.milliseconds) / 1000)
      child.send(interruption.signal)
    }
    let exitCode = try child.wait()
    func text(_ path: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }
    return Outcome(
      exitCode: exitCode, output: try text(streams.output), error: try text(streams.error))
  }
}
