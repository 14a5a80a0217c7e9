import CCustosKernels
import CustosPlatform

/// A set of int8 kernels: what they need of a CPU, and the cores that they are scheduled for. All sets
/// give the same bits. The sets are the rows of the kernels' table, see `custos_kernel_set.h`.
public struct InstructionSet: Hashable, CaseIterable, Sendable {
  /// The row's index.
  private let row: Int

  private init(row: Int) { self.row = row }

  /// Portable C: the reference, which every CPU runs.
  public static let scalar = InstructionSet(row: 0)

  /// The rows of the table, those of other architectures too.
  public static var allCases: [InstructionSet] {
    var sets: [InstructionSet] = []
    while custos_kernel_row(sets.count) != nil { sets.append(InstructionSet(row: sets.count)) }
    return sets
  }

  /// The fastest one for this CPU.
  public static var best: InstructionSet {
    best(features: custos_cpu_features(), core: ProcessorFacts().name)
  }

  private static func best(features: UInt32, core: String?) -> InstructionSet {
    guard let core else { return InstructionSet(row: custos_best_kernel_row(features, nil)) }
    return InstructionSet(row: core.withCString { custos_best_kernel_row(features, $0) })
  }

  /// All that this CPU has, the fastest for most CPUs last.
  public static var available: [InstructionSet] { allCases.filter { $0.isAvailable } }

  /// Whether this program has kernels for it and this CPU can run them.
  public var isAvailable: Bool { kernels != nil }

  /// The name on command lines: `scalar`, `avx2`, `avxvnni`, `avx512vnni`, `neon-a53`, `neon`,
  /// `neondot-a55`, `neondot` or `neoni8mm`.
  public var name: String { custos_kernel_row(row).map { String(cString: $0.pointee.name) } ?? "" }

  /// Finds an instruction set by its `name`.
  public init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  /// The boards' cores by the names that `CUSTOS_CPU` takes.
  private static let boardCores: [(name: String, core: String, features: UInt32)] = {
    let neon = custos_cpu_neon.rawValue
    let dotProduct = neon | custos_cpu_dot_product.rawValue
    return [
      ("cortex-a53", "Cortex-A53", neon), ("cortex-a72", "Cortex-A72", neon),
      ("cortex-a55", "Cortex-A55", dotProduct), ("cortex-a76", "Cortex-A76", dotProduct),
      ("cortex-a720", "Cortex-A720", dotProduct | custos_cpu_matrix_product.rawValue),
    ]
  }()

  /// Cores by the names that `CUSTOS_CPU` takes, and their instruction sets.
  public static var cores: [(name: String, set: InstructionSet)] {
    boardCores.map { ($0.name, best(features: $0.features, core: $0.core)) }
  }

  /// The instruction set for a core of `cores`, whatever this CPU is.
  public init?(core: String) {
    guard let found = Self.cores.first(where: { $0.name == core }) else { return nil }
    self = found.set
  }

  /// The kernels, nil where the CPU lacks the instructions.
  var kernels: custos_kernel_set? { custos_kernels_for(row)?.pointee }
}
