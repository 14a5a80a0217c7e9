import Foundation

/// The built `custos-edge` beside the tests, run as a user runs it.
enum EdgeTool {
  struct Outcome {
    var exitCode: Int32
    var output: String
    var error: String
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// The executable. Tests run from a bundle or a program in the same folder.
  static var path: String {
    get throws {
      let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      var folder = program.deletingLastPathComponent()
      for _ in 0..<5 {
        let candidate = folder.appendingPathComponent("custos-edge").path
        if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
        folder = folder.deletingLastPathComponent()
      }
      throw NotBuilt(program: program.path)
    }
  }

  struct NotBuilt: Error { var program: String }

  /// Runs it to its end. Outputs go through files, so that no pipe can fill up.
  ///
  /// - Parameter memoryKilobytes: how much address space it may have, nil for no limit.
  static func run(
    _ arguments: [String], input: Data = Data(), memoryKilobytes: Int? = nil
  ) throws -> Outcome {
    let base = FileManager.default.temporaryDirectory.appendingPathComponent(
      "custos-edge-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: base) }
    let (inputFile, outputFile, errorFile) = (
      base.appendingPathComponent("in"), base.appendingPathComponent("out"),
      base.appendingPathComponent("err")
    )
    try input.write(to: inputFile)
    for file in [outputFile, errorFile] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try path)
    process.arguments = arguments
    if let memoryKilobytes {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments =
        ["-c", "ulimit -v \(memoryKilobytes) && exec \"$0\" \"$@\"", try path] + arguments
    }
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      exitCode: process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus,
      output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
  }
}
