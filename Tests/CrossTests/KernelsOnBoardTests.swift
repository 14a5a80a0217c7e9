import CustosTestSupport
import Foundation
import Testing

/// The checks of kernels and engine in the aarch64 build, and the instructions of its kernels.
@Suite(.enabled(if: Board.isBuilt || Board.isRequired, Comment(rawValue: Board.absence)))
struct KernelsOnBoardTests {
  /// Between them the cores exercise every kernel; only those with dot product or matrix product run those
  /// kernels.
  @Test(arguments: ["cortex-a72", "cortex-a76", "max"])
  func everyKernelOfTheCPUIsExact(cpu: String) throws {
    let outcome = try Board.run("custos-kernel-checks", cpu: cpu, [])
    #expect(outcome.exitCode == 0, "\(outcome.output) \(outcome.error)")
    #expect(outcome.output.contains("kernel checks, 0 failed"))
    #expect(outcome.output.contains("engine checks, 0 failed"))
    let lines = outcome.output.split(separator: "\n")
    let exercised = lines.filter { $0.hasPrefix("exercised") }
    #expect(exercised.contains { $0.hasSuffix("__neon") })
    #expect(exercised.contains { $0.hasSuffix("__scalar") })
    let special = ["__neondot_a55", "__neondot", "__neoni8mm"]
    let has = special.prefix(cpu == "max" ? 3 : cpu == "cortex-a76" ? 2 : 0)
    let missing = lines.filter { $0.hasPrefix("not on this CPU") }
    #expect(missing.count == special.count - has.count)
    for kernels in special {
      #expect(exercised.contains { $0.hasSuffix(kernels) } == has.contains(kernels), "\(kernels)")
      #expect(missing.contains { $0.hasSuffix(kernels) } != has.contains(kernels), "\(kernels)")
    }
  }

  /// Instructions that each matrix kernel is written for, and must not hold.
  @Test func objectCodeHoldsTheInstructionsItIsWrittenFor() throws {
    let dot = try Self.disassembly("custos_qs8_qc8w_igemm_minmax_4x24c4__neondot")
    // The unrolled step of 64 products, 16 a register of 4 pixels and 24 channels, uses no stack.
    let withoutStack = dot.components(separatedBy: "[sp").map { Self.count("sdot", in: $0) }
    #expect(withoutStack.contains { $0 >= 4 * 96 })
    // In the order for a Cortex-A55 no load of more than 64 bits lies between the products of a step.
    let ordered = try Self.disassembly("custos_qs8_qc8w_igemm_minmax_4x24c4__neondot_a55")
    let withoutWideLoads = ordered.split(separator: "\n").split {
      $0.contains("\tldr\tq") || $0.contains("\tld1\t")
    }
    #expect(
      withoutWideLoads.contains { Self.count("sdot", in: $0.joined(separator: "\n")) >= 2 * 96 })
    let matrix = try Self.disassembly("custos_qs8_qc8w_igemm_minmax_4x24c8__neoni8mm")
    #expect(
      matrix.components(separatedBy: "[sp").contains { Self.count("smmla", in: $0) >= 4 * 48 })
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

  /// A thread that says that it sleeps must not look for work before others can see that. A store
  /// with release followed by a load with acquire, in which C's own order ends, is not enough under
  /// emulation; see firmware-notes/boards.md.
  @Test func poolSaysThatAThreadSleepsByAReadModifyWrite() throws {
    let pool = try Self.disassembly("thread_pool", module: "CCustosPlatform")
    #expect(Self.count("ldar", in: pool) > 0)
    for store in ["stlr", "stlrb", "stlrh"] {
      #expect(Self.count(store, in: pool) == 0, "\(store)")
    }
  }

  /// On cores with and without instructions for an exchange; threads above the number of CPUs
  /// never spin.
  @Test(arguments: ["cortex-a72", "cortex-a76"], 2...4)
  func poolLosesNoWakeUp(cpu: String, threads: Int) throws {
    let outcome = try Board.run(
      "custos-kernel-checks", cpu: cpu, ["stress-pool", "20000", "\(threads)"])
    #expect(outcome.exitCode == 0, "\(outcome.output) \(outcome.error)")
    #expect(outcome.output.contains("20000 loops of \(threads) threads, none stopped"))
  }

  private static func count(_ mnemonic: String, in disassembly: String) -> Int {
    disassembly.split(whereSeparator: \.isWhitespace).filter {
      $0 == mnemonic || $0.hasPrefix(mnemonic + ".")
    }.count
  }

  /// The code of a C file, `name` without `.c`.
  private static func disassembly(_ name: String, module: String = "CCustosKernels") throws
    -> String
  {
    let script = #""$("$0")/bin/llvm-objdump" -d "$1""#
    let object = Board.root.appendingPathComponent(
      ".build-aarch64/aarch64-none-none-elf/release/\(module).build/\(name).c.o")
    let toolchain = Board.root.appendingPathComponent("cross/toolchain.sh")
    let outcome = try BuiltProgram(path: "/bin/sh").run(
      ["-c", script, toolchain.path, object.path])
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    return outcome.output
  }
}
