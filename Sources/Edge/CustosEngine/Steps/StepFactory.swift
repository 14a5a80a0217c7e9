import CCustosKernels
import CustosModelFile

/// Makes the steps of a valid model.
struct StepFactory {
  /// Most bytes of packed weights: ten times the largest real network's. Operators may share their
  /// constants, so a small file could ask for far more.
  static let packedByteLimit = 1 << 29

  private let plans: [StepPlan]
  private let memories: [StepMemory]
  /// Bytes that all packed weights take.
  let packedByteCount: Int
  /// Bytes of memory that steps use while they run, one after the other.
  let scratchByteCount: Int

  /// Measures the packed weights.
  ///
  /// - Throws: `ModelError` when they ask for absurd amounts of memory.
  init(
    model: Model, plan: ExecutionPlan, memory: MemoryPlan, kernels: custos_kernel_set, threads: Int
  ) throws(ModelError) {
    plans = plan.operators.map {
      StepPlan(model: model, planned: $0, memory: memory, kernels: kernels, threads: threads)
    }
    memories = plans.map { $0.planned.modelOperator.memory($0) }
    packedByteCount = memories.reduce(0) { $0 + $1.packedByteCount }
    scratchByteCount = memories.reduce(0) { max($0, $1.scratchByteCount) }
    guard packedByteCount <= Self.packedByteLimit else {
      throw ModelError(
        "packed weights", expected: "at most \(Self.packedByteLimit) bytes",
        found: "\(packedByteCount) bytes")
    }
  }

  /// Packs all weights into `packed` (`packedByteCount` bytes, 64-byte aligned) and makes the steps, one
  /// a planned operator, which may use `scratch` (`scratchByteCount` bytes, 64-byte aligned).
  func makeSteps(
    placements: [Placement], packed: UnsafeMutableRawPointer, scratch: UnsafeMutableRawPointer
  ) -> [Step] {
    var steps: [Step] = []
    var next = packed
    for (plan, memory) in zip(plans, memories) {
      let site = StepSite(placements: placements, packed: next, scratch: scratch)
      steps.append(plan.planned.modelOperator.makeStep(plan, site))
      next += memory.packedByteCount
    }
    return steps
  }
}
