import CustosEngine
import CustosEngineChecks
import CustosKernelChecks
import CustosPlatform

/// Checks every kernel this CPU can run, and the engine on random networks; prints what was checked,
/// and tells whether all is well.
func runChecks() -> Bool {
  let kernels = KernelChecks()
  kernels.run()
  for failure in kernels.failures { print("FAILED \(failure)") }
  for name in kernels.exercised { print("exercised \(name)") }
  for name in kernels.notExercised { print("not on this CPU \(name)") }
  print("\(kernels.checkCount) kernel checks, \(kernels.failureCount) failed")

  var engine = EngineChecks()
  for seed in 0..<80 as Range<UInt64> { engine.check(RandomGraph.make(seed: seed), seed: seed) }
  for seed in 0..<30 as Range<UInt64> {
    engine.check(RandomGraph.winogradNetwork(seed: seed), seed: seed)
  }
  for seed in 0..<20 as Range<UInt64> {
    engine.check(RandomGraph.tinyMapNetwork(seed: seed), seed: seed)
  }
  for seed in 0..<20 as Range<UInt64> {
    engine.check(RandomGraph.denseNetwork(seed: seed), seed: seed)
    engine.check(RandomGraph.mapNetwork(seed: seed), seed: seed)
  }
  for weights in [.ahead, .inUse] as [WinogradWeights] {
    engine.check(RandomGraph.deepNetwork(seed: 5), seed: 5, weights: weights)
  }
  engine.check(RandomGraph.residualNetwork(seed: 7), seed: 7)
  for failure in engine.failures { print("FAILED \(failure)") }
  print("\(engine.checkCount) engine checks, \(engine.failureCount) failed")
  return kernels.failureCount == 0 && engine.failureCount == 0
}

CurrentProcess.exit(runChecks() ? 0 : 1)
