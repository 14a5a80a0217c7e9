import CCustosKernels
import Testing

@Suite struct DispatchTests {
  @Test func scalarKernelsAreAlwaysThere() {
    #expect(custos_kernels_for(custos_instruction_set_scalar) != nil)
    #expect(custos_kernels_for(custos_best_instruction_set()) != nil)
  }
}
