import CCustosKernels
import Testing

/// The rows of the table of kernel sets.
func kernelRows() -> [custos_kernel_row] {
  var rows: [custos_kernel_row] = []
  while let row = custos_kernel_row(rows.count) { rows.append(row.pointee) }
  return rows
}

/// The table of kernel sets, and what it chooses for CPUs that exist and for some that do not.
@Suite struct KernelTableTests {
  private static let neon = custos_cpu_neon.rawValue
  private static let dotProduct = custos_cpu_neon.rawValue | custos_cpu_dot_product.rawValue
  private static let matrixProduct = dotProduct | custos_cpu_matrix_product.rawValue

  private func choice(_ features: UInt32, _ core: String?) -> String {
    let index = core.map { custos_best_kernel_row(features, $0) }
    return String(cString: kernelRows()[index ?? custos_best_kernel_row(features, nil)].name)
  }

  @Test func everyRowHasANameAndARankOfItsOwn() {
    let rows = kernelRows()
    #expect(
      rows.map { String(cString: $0.name) } == [
        "scalar", "avx2", "avxvnni", "avx512vnni", "neon-a53", "neon", "neondot-a55", "neondot",
        "neoni8mm",
      ])
    #expect(Set(rows.map(\.rank)).count == rows.count)
    #expect(rows.first?.rank == rows.map(\.rank).min() && rows.first?.features == 0)
  }

  @Test(
    arguments: [
      ("Cortex-A35", neon, "neon-a53"), ("Cortex-A53", neon, "neon-a53"),
      ("Cortex-A57", neon, "neon"), ("Cortex-A72", neon, "neon"), ("Cortex-A73", neon, "neon"),
      // Cores of two kinds: what runs well on both.
      ("Cortex-A53 + Cortex-A73", neon, "neon"), ("implementer 0x51, part 0x800", neon, "neon"),
      ("", neon, "neon"), (nil, neon, "neon"),
      // The dot product comes before any order of instructions.
      ("Cortex-A55", dotProduct, "neondot-a55"), ("Cortex-A76", dotProduct, "neondot"),
      ("Cortex-A55 + Cortex-A76", dotProduct, "neondot"), ("Cortex-A55", neon, "neon"),
      ("Cortex-A720", matrixProduct, "neoni8mm"), (nil, matrixProduct, "neoni8mm"),
      (nil, neon | custos_cpu_matrix_product.rawValue, "neon"),
      ("Cortex-A53", dotProduct, "neondot"), (nil, dotProduct, "neondot"),
      // A core without its instructions, as a hypervisor may show it.
      ("Cortex-A76", neon, "neon"),
      ("AMD Ryzen 9 5950X", custos_cpu_avx2.rawValue, "avx2"), (nil, 0, "scalar"),
      (
        "AMD Ryzen 9 9950X", custos_cpu_avx2.rawValue | custos_cpu_avx512_vnni.rawValue,
        "avx512vnni"
      ), (nil, custos_cpu_avx512_vnni.rawValue, "scalar"),
      ("Intel Core i5-12400", custos_cpu_avx2.rawValue | custos_cpu_avx_vnni.rawValue, "avxvnni"),
      (nil, custos_cpu_avx_vnni.rawValue, "scalar"),
      ("Cortex-A53", 0, "scalar"), ("Cortex-A53", custos_cpu_dot_product.rawValue, "scalar"),
      // Bits that no row knows do no harm.
      ("Cortex-A72", neon | 1 << 30, "neon"), (nil, 1 << 30, "scalar"),
    ] as [(String?, UInt32, String)])
  func choosesTheFastestThatRuns(core: String?, features: UInt32, expected: String) {
    #expect(choice(features, core) == expected)
  }

  @Test func everyRowIsChosenForSomeCPU() {
    for (index, row) in kernelRows().enumerated() {
      #expect(custos_best_kernel_row(row.features, row.cores.0) == index)
    }
  }

  @Test func kernelsAreGivenToCPUsThatRunThemOnly() {
    let features = custos_cpu_features()
    for (index, row) in kernelRows().enumerated() {
      let runs = row.kernels != nil && row.features & ~features == 0
      #expect((custos_kernels_for(index) != nil) == runs)
      // What this CPU has, this program was compiled for.
      #expect(row.features & ~features != 0 || row.kernels != nil)
    }
    #expect(custos_kernels_for(0) != nil)
    #expect(custos_kernels_for(kernelRows().count) == nil && custos_kernels_for(.max) == nil)
    #expect(custos_kernels_for(custos_best_kernel_row(features, nil)) != nil)
  }
}
