import Testing

@Suite(.enabled(if: Board.isBuilt || Board.isRequired, Comment(rawValue: Board.absence)))
struct KernelsOnBoardTests {
  @Test(arguments: Board.cpus)
  func everyKernelOfTheCPUIsExact(cpu: String) throws {
    let outcome = try Board.run("custos-kernel-checks", cpu: cpu, [])
    #expect(outcome.status == 0, "\(outcome.output) \(outcome.complaint)")
    let exercised = outcome.output.split(separator: "\n").filter { $0.hasPrefix("exercised") }
    #expect(exercised.contains { $0.hasSuffix("__neon") })
    #expect(exercised.contains { $0.hasSuffix("__scalar") })
    #expect(exercised.contains { $0.hasSuffix("__neondot") } == (cpu == "cortex-a76"))
  }
}
