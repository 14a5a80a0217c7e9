import Foundation

/// A program of this machine, run to its end.
struct LocalProgram {
  /// What a run gave.
  struct Outcome {
    var exitCode: Int32
    var output: String
    var error: String

    /// The last line that says something: on standard error, or else on standard output.
    var reason: String {
      let lines = (output + "\n" + error).split(whereSeparator: \.isNewline)
      let last = lines.last { $0.contains { !$0.isWhitespace } }
      return last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "exit code \(exitCode)"
    }
  }

  private let path: String

  /// Finds a program on PATH.
  ///
  /// - Parameter package: the Debian package that has it.
  /// - Throws: `DeploymentError.toolMissing`.
  init(_ name: String, package: String) throws(DeploymentError) {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(
      separator: ":")
    guard
      let folder = folders.first(where: {
        FileManager.default.isExecutableFile(atPath: $0 + "/" + name)
      })
    else { throw .toolMissing(name: name, package: package) }
    path = folder + "/" + name
  }

  /// Runs it without input. Its error output goes through a file, so that no pipe can fill up.
  func run(_ arguments: [String]) throws -> Outcome {
    let errorFile = FileManager.default.temporaryDirectory
      .appendingPathComponent("custos-\(UUID().uuidString)")
    try Data().write(to: errorFile)
    defer { try? FileManager.default.removeItem(at: errorFile) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Outcome(
      exitCode: process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus,
      output: String(decoding: bytes, as: UTF8.self),
      error: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
  }
}
