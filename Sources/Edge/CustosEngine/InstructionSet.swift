import CCustosKernels

/// The instruction sets that int8 kernels are written for. All give the same bits.
public enum InstructionSet: UInt32, CaseIterable, Sendable {
  /// Portable C: the reference.
  case scalar = 0
  /// x86-64 with AVX2 (no VNNI).
  case avx2 = 1
  /// Every 64-bit ARM core (Cortex-A53, A72).
  case neon = 2
  /// 64-bit ARM with the dot product instructions (Cortex-A76).
  case neonDot = 3

  /// The fastest one that this CPU has.
  public static var best: InstructionSet {
    InstructionSet(rawValue: custos_best_instruction_set().rawValue) ?? .scalar
  }

  /// All that this CPU has, the slowest first.
  public static var available: [InstructionSet] { allCases.filter { $0.isAvailable } }

  /// Whether this program has kernels for it and this CPU can run them.
  public var isAvailable: Bool { kernels != nil }

  /// The name on command lines: `scalar`, `avx2`, `neon` or `neondot`.
  public var name: String {
    switch self {
    case .scalar: "scalar"
    case .avx2: "avx2"
    case .neon: "neon"
    case .neonDot: "neondot"
    }
  }

  /// Finds an instruction set by its `name`.
  public init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  /// The kernels, nil where the CPU lacks the instructions.
  var kernels: custos_kernel_set? {
    custos_kernels_for(custos_instruction_set(rawValue: rawValue))?.pointee
  }
}
