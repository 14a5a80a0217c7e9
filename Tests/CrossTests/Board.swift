import Foundation

/// The aarch64 executables that `cross/build.sh` makes, run as a Raspberry Pi's core would.
enum Board {
  /// Cores of the Raspberry Pi 3 and Zero 2 W, 4, and 5; the last one has the dot product.
  static let cpus = ["cortex-a53", "cortex-a72", "cortex-a76"]

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func executable(_ name: String) -> String {
    root.appendingPathComponent(".build-aarch64/bin/\(name)").path
  }

  /// `make test` builds the executables first and does not let these tests be skipped.
  static let isRequired = ProcessInfo.processInfo.environment["CUSTOS_REQUIRE_CROSS"] == "1"

  static let isBuilt = ["custos-edge", "custos-kernel-checks"].allSatisfy {
    FileManager.default.isExecutableFile(atPath: executable($0))
  }

  static let absence = "run cross/build.sh custos-edge custos-kernel-checks first"

  /// The desktop's `custos-edge`, which lies beside the test bundle.
  static let desktopExecutable =
    Bundle.allBundles
    .map { $0.bundleURL.deletingLastPathComponent().appendingPathComponent("custos-edge").path }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
    ?? root.appendingPathComponent(".build/release/custos-edge").path

  struct Outcome {
    var status: Int32
    var output: String
    var complaint: String
  }

  /// Runs `name` as `cpu`, or the desktop's executable for nil.
  static func run(_ name: String, cpu: String?, _ arguments: [String]) throws -> Outcome {
    guard let cpu else { return try run(URL(fileURLWithPath: desktopExecutable), arguments) }
    return try run(
      root.appendingPathComponent("cross/run.sh"), [cpu, executable(name)] + arguments)
  }

  /// Runs a program to its end.
  static func run(_ program: URL, _ arguments: [String]) throws -> Outcome {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "custos-cross-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files, not pipes: whatever is printed cannot block the process.
    let output = folder.appendingPathComponent("output")
    let complaint = folder.appendingPathComponent("complaint")
    for file in [output, complaint] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: complaint)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      complaint: String(decoding: try Data(contentsOf: complaint), as: UTF8.self))
  }
}
