import CCustosKernels
import CustosPlatform

/// The instruction sets that int8 kernels are written for. All give the same bits.
public enum InstructionSet: UInt32, CaseIterable, Sendable {
  /// Portable C: the reference.
  case scalar = 0
  /// x86-64 with AVX2 (no VNNI).
  case avx2 = 1
  /// 64-bit ARM cores that issue in order (Cortex-A53); runs on every one.
  case neonA53 = 4
  /// Every 64-bit ARM core (Cortex-A72).
  case neon = 2
  /// 64-bit ARM with the dot product instructions (Cortex-A76).
  case neonDot = 3

  /// The fastest one for this CPU.
  public static var best: InstructionSet {
    let fastest = available[available.count - 1]
    guard fastest == .neon, let core = ProcessorFacts().name else { return fastest }
    return inOrderCores.contains(core) ? .neonA53 : .neon
  }

  /// Names of ARM cores without dot product that issue in order.
  private static let inOrderCores = ["Cortex-A35", "Cortex-A53"]

  /// All that this CPU has, the fastest for most CPUs last.
  public static var available: [InstructionSet] { allCases.filter { $0.isAvailable } }

  /// Whether this program has kernels for it and this CPU can run them.
  public var isAvailable: Bool { kernels != nil }

  /// The name on command lines: `scalar`, `avx2`, `neon-a53`, `neon` or `neondot`.
  public var name: String {
    switch self {
    case .scalar: "scalar"
    case .avx2: "avx2"
    case .neonA53: "neon-a53"
    case .neon: "neon"
    case .neonDot: "neondot"
    }
  }

  /// Finds an instruction set by its `name`.
  public init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  /// Cores by the names that `CUSTOS_CPU` takes, and their instruction sets.
  public static let cores: [(name: String, set: InstructionSet)] = [
    ("cortex-a53", .neonA53), ("cortex-a72", .neon), ("cortex-a76", .neonDot),
  ]

  /// The instruction set for a core of `cores`, whatever this CPU is.
  public init?(core: String) {
    guard let found = Self.cores.first(where: { $0.name == core }) else { return nil }
    self = found.set
  }

  /// The kernels, nil where the CPU lacks the instructions.
  var kernels: custos_kernel_set? {
    custos_kernels_for(custos_instruction_set(rawValue: rawValue))?.pointee
  }
}
