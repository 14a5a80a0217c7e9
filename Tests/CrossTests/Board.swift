import CustosTestSupport
import Foundation

/// The aarch64 executables that `cross/build.sh` makes, run as a Raspberry Pi's core would.
enum Board {
  /// Cores of the Raspberry Pi 3 and Zero 2 W, 4, and 5, which has the dot product, and one with all that is
  /// emulated, the matrix product among it.
  static let cpus = ["cortex-a53", "cortex-a72", "cortex-a76", "max"]

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

  /// Runs `name` as `cpu`, or the desktop's `name` for nil. Emulation takes its time.
  static func run(_ name: String, cpu: String?, _ arguments: [String]) throws
    -> BuiltProgram.Outcome
  {
    guard let cpu else { return try BuiltProgram(named: name).run(arguments) }
    return try BuiltProgram(path: root.appendingPathComponent("cross/run.sh").path).run(
      [cpu, executable(name)] + arguments, limitSeconds: 900)
  }
}
