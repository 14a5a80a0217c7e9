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

  private let path: String

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
  /// - Parameter memoryKilobytes: how much address space it may have, nil for no limit.
  public func run(
    _ arguments: [String], input: Data = Data(), memoryKilobytes: Int? = nil
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
    try process.run()
    process.waitUntilExit()
    return Outcome(
      exitCode: process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus,
      output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
  }
}
