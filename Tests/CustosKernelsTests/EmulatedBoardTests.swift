import Foundation
import Testing

/// The aarch64 build of the checks on emulated cores. Skipped where it has not been built
/// (`cross/build.sh custos-kernel-checks`), unless CUSTOS_REQUIRE_CROSS is set.
@Suite struct EmulatedBoardTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let program = root.appendingPathComponent(".build-aarch64/bin/custos-kernel-checks")
  static let objects = root.appendingPathComponent(
    ".build-aarch64/aarch64-none-none-elf/release/CCustosKernels.build")
  static let isRequired = ProcessInfo.processInfo.environment["CUSTOS_REQUIRE_CROSS"] != nil
  static let isEnabled =
    isRequired || FileManager.default.isExecutableFile(atPath: program.path)
  static let skipMessage: Comment = "cross/build.sh custos-kernel-checks has not been run"

  /// Between them the three cores exercise every kernel; only those with dot product run those kernels.
  @Test(
    .enabled(if: isEnabled, skipMessage), arguments: ["cortex-a53", "cortex-a72", "cortex-a76"])
  func checksPass(cpu: String) throws {
    let result = try Self.run(
      Self.root.appendingPathComponent("cross/run.sh"), [cpu, Self.program.path])
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.contains("kernel checks, 0 failed"))
    #expect(result.output.contains("engine checks, 0 failed"))
    let missing = result.output.split(separator: "\n").filter { $0.hasPrefix("not on this CPU") }
    if cpu == "cortex-a76" {
      #expect(missing == [])
      #expect(result.output.contains("exercised custos_qs8_qc8w_igemm_minmax_8x8c4__neondot"))
    } else {
      #expect(missing.allSatisfy { $0.hasSuffix("__neondot") })
      #expect(missing.count == 1)
    }
  }

  /// Instructions that each matrix kernel is written for, and must not hold.
  @Test(.enabled(if: isEnabled, skipMessage))
  func objectCodeHoldsTheInstructionsItIsWrittenFor() throws {
    let dot = try Self.disassembly("custos_qs8_qc8w_igemm_minmax_8x8c4__neondot")
    #expect(Self.count("sdot", in: dot) >= 64)
    let neon = try Self.disassembly("custos_qs8_qc8w_igemm_minmax_4x4c16__neon")
    #expect(Self.count("sdot", in: neon) == 0)
    #expect(Self.count("smull", in: neon) >= 16)
    #expect(Self.count("smlal2", in: neon) >= 16)
    #expect(Self.count("sadalp", in: neon) >= 16)
    for addition in ["custos_qs8_vadd_minmax__neon", "custos_qs8_vadd_minmax__scalar"] {
      let code = try Self.disassembly(addition)
      #expect(Self.count("fmul", in: code) > 0)
      #expect(Self.count("fmla", in: code) + Self.count("fmadd", in: code) == 0)
    }
  }

  private static func count(_ mnemonic: String, in disassembly: String) -> Int {
    disassembly.split(whereSeparator: \.isWhitespace).filter {
      $0 == mnemonic || $0.hasPrefix(mnemonic + ".")
    }.count
  }

  private static func disassembly(_ kernel: String) throws -> String {
    // The toolchain's own disassembler lies beside swiftc.
    let script = #""$(dirname "$(readlink -f "$(command -v swiftc)")")/llvm-objdump" -d "$1""#
    let result = try run(
      URL(fileURLWithPath: "/bin/sh"), ["-c", script, "sh", objects.path + "/\(kernel).c.o"])
    #expect(result.status == 0)
    return result.output
  }

  private static func run(_ program: URL, _ arguments: [String]) throws
    -> (status: Int32, output: String)
  {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = program
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
