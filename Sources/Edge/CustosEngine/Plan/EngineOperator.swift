import CCustosKernels
public import CustosModelFile

/// What the engine asks of an operator of the model; each has it in the file of its step.
protocol EngineOperator {
  /// Multiply-accumulates of one run, padding counted.
  func multiplyAccumulates(_ model: Model) -> Int

  /// Whether it can read an input whose pixels lie further apart than its channels take.
  func takesStrided(_ input: Tensor, _ model: Model) -> Bool

  /// The memory that its step needs.
  func memory(_ plan: StepPlan) -> StepMemory

  /// Makes its step, with the memory that it needs.
  func makeStep(_ plan: StepPlan, _ site: StepSite) -> Step
}

extension EngineOperator {
  func multiplyAccumulates(_ model: Model) -> Int { 0 }

  func takesStrided(_ input: Tensor, _ model: Model) -> Bool { true }

  func memory(_ plan: StepPlan) -> StepMemory { StepMemory() }
}

extension Operator: EngineOperator {
  func multiplyAccumulates(_ model: Model) -> Int {
    switch self {
    case .convolution(let fields): fields.multiplyAccumulates(model)
    case .dense(let fields): fields.multiplyAccumulates(model)
    case .add(let fields): fields.multiplyAccumulates(model)
    case .concatenate(let fields): fields.multiplyAccumulates(model)
    case .maxPool(let fields): fields.multiplyAccumulates(model)
    case .averagePool(let fields): fields.multiplyAccumulates(model)
    case .globalSum(let fields): fields.multiplyAccumulates(model)
    case .channelAffine(let fields): fields.multiplyAccumulates(model)
    }
  }

  func takesStrided(_ input: Tensor, _ model: Model) -> Bool {
    switch self {
    case .convolution(let fields): fields.takesStrided(input, model)
    case .dense(let fields): fields.takesStrided(input, model)
    case .add(let fields): fields.takesStrided(input, model)
    case .concatenate(let fields): fields.takesStrided(input, model)
    case .maxPool(let fields): fields.takesStrided(input, model)
    case .averagePool(let fields): fields.takesStrided(input, model)
    case .globalSum(let fields): fields.takesStrided(input, model)
    case .channelAffine(let fields): fields.takesStrided(input, model)
    }
  }

  func memory(_ plan: StepPlan) -> StepMemory {
    switch self {
    case .convolution(let fields): fields.memory(plan)
    case .dense(let fields): fields.memory(plan)
    case .add(let fields): fields.memory(plan)
    case .concatenate(let fields): fields.memory(plan)
    case .maxPool(let fields): fields.memory(plan)
    case .averagePool(let fields): fields.memory(plan)
    case .globalSum(let fields): fields.memory(plan)
    case .channelAffine(let fields): fields.memory(plan)
    }
  }

  func makeStep(_ plan: StepPlan, _ site: StepSite) -> Step {
    switch self {
    case .convolution(let fields): fields.makeStep(plan, site)
    case .dense(let fields): fields.makeStep(plan, site)
    case .add(let fields): fields.makeStep(plan, site)
    case .concatenate(let fields): fields.makeStep(plan, site)
    case .maxPool(let fields): fields.makeStep(plan, site)
    case .averagePool(let fields): fields.makeStep(plan, site)
    case .globalSum(let fields): fields.makeStep(plan, site)
    case .channelAffine(let fields): fields.makeStep(plan, site)
    }
  }
}

/// What is known when a step's memory is measured.
struct StepPlan {
  /// The whole model, valid.
  let model: Model
  /// The operator and what is joined to it.
  let planned: PlannedOperator
  /// Where tensors lie.
  let memory: MemoryPlan
  /// The kernels of the instruction set.
  let kernels: custos_kernel_set
  /// Threads that share the work.
  let threads: Int

  /// The change of scale of an operator whose output takes the whole int8 range.
  func rescale(_ input: Int, _ output: Int, _ multiplier: Float) -> custos_rescale {
    let zeroPoint = model.tensors[output].zeroPoint
    return custos_rescale(
      input_zero_point: model.tensors[input].zeroPoint, multiplier: multiplier,
      minimum: Float(-128 - zeroPoint), maximum: Float(127 - zeroPoint), zero_point: zeroPoint)
  }
}

/// Memory that a step needs besides that of its tensors.
struct StepMemory {
  /// Bytes of its own, for constants as the kernels take them: a multiple of 64.
  var packedByteCount = 0
  /// Bytes that it uses while it runs and shares with the other steps.
  var scratchByteCount = 0
}

/// Where a step's operands are.
struct StepSite {
  /// The places of all tensors.
  let placements: [Placement]
  /// `packedByteCount` bytes, 64-byte aligned.
  let packed: UnsafeMutableRawPointer
  /// `scratchByteCount` bytes, 64-byte aligned.
  let scratch: UnsafeMutableRawPointer
}
