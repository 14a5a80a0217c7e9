import CCustosKernels
import CustosKernelChecks
import Testing

@Suite struct KernelTests {
  /// All checks, and none left out: every kernel that this CPU can run has been called.
  @Test func everyKernelEqualsPlainLoops() {
    let checks = KernelChecks()
    checks.run()
    #expect(checks.failures == [])
    #expect(checks.failureCount == 0)
    #expect(checks.checkCount > 2000)
    #if arch(x86_64)
    let bestIsHere = custos_kernels_for(custos_instruction_set_avx2) != nil
    #else
    let bestIsHere = custos_kernels_for(custos_instruction_set_neondot) != nil
    #endif
    if bestIsHere { #expect(checks.notExercised == []) }
  }

  @Test func unknownInstructionSetsHaveNoKernels() {
    #expect(custos_kernels_for(custos_instruction_set_scalar) != nil)
    #expect(custos_kernels_for(custos_instruction_set(rawValue: 99)) == nil)
    #if arch(x86_64)
    #expect(custos_kernels_for(custos_instruction_set_neon) == nil)
    #endif
  }
}
