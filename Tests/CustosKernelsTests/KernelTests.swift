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

  #if DEBUG
  /// Debug builds stop at a call that breaks a kernel's contract, and say which kernel it was.
  @Test func brokenContractsStopDebugBuilds() async {
    let outcome = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let bytes = [Int8](repeating: 0, count: 64)
      let factors = [Float](repeating: 1, count: 32)
      var output = bytes
      var parameters = custos_channel_affine(
        input_zero_point: 0, minimum: -128, maximum: 127, zero_point: 0)
      // Pixels of 32 channels that are 16 bytes apart.
      custos_qs8_vmulcaddc_minmax__scalar(
        2, 32, bytes, 32, factors, factors, &output, 16, &parameters)
    }
    let message = outcome.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
    #expect(message.contains("custos_qs8_vmulcaddc_minmax__scalar"))
    #expect(message.contains("output_stride >= channels"))
  }
  #endif
}
