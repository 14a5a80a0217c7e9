import CustosEngine
import CustosEngineChecks
import CustosKernelChecks
import CustosPlatform
import CustosPoolStress

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
  for seed in 0..<6 as Range<UInt64> {
    engine.check(RandomGraph.inceptionNetwork(seed: seed), seed: seed)
  }
  for weights in [.ahead, .inUse] as [WinogradWeights] {
    engine.check(RandomGraph.deepNetwork(seed: 5), seed: 5, weights: weights)
  }
  engine.check(RandomGraph.residualNetwork(seed: 7), seed: 7)
  for failure in engine.failures { print("FAILED \(failure)") }
  print("\(engine.checkCount) engine checks, \(engine.failureCount) failed")
  return kernels.failureCount == 0 && engine.failureCount == 0
}

/// Runs `stress-pool LOOPS THREADS` and tells whether all is well.
func stressPool(_ arguments: [String]) -> Bool {
  guard arguments.count == 3, arguments[0] == "stress-pool", let loops = Int(arguments[1]),
    let threads = Int(arguments[2]), loops > 0, threads > 0
  else {
    print("Usage: custos-kernel-checks [stress-pool LOOPS THREADS]")
    CurrentProcess.exit(64)
  }
  do throws(PlatformError) {
    switch try PoolStress.run(loops: loops, threads: threads) {
    case .done:
      print("\(loops) loops of \(threads) threads, none stopped")
      return true
    case .stopped(let done):
      print("FAILED a loop of \(threads) threads stopped within 1000 loops of loop \(done)")
    case .miscounted(let index, let visits):
      print("FAILED index \(index) was visited \(visits) times in \(loops) loops")
    }
  } catch {
    print("FAILED \(threads) threads cannot be had: \(error.message)")
  }
  return false
}

let arguments = CurrentProcess.arguments
CurrentProcess.exit((arguments.isEmpty ? runChecks() : stressPool(arguments)) ? 0 : 1)
