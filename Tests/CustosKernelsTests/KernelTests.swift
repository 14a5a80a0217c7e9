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
    // A CPU that runs every row compiled into this program leaves no kernel out.
    let rows = kernelRows().enumerated().filter { $0.element.kernels != nil }
    if rows.allSatisfy({ custos_kernels_for($0.offset) != nil }) {
      #expect(checks.notExercised == [])
    }
  }
}
