import CCustosKernels
import CustosModelFile

/// Makes the steps of a valid model.
struct StepFactory {
  /// Most bytes of packed weights: ten times the largest real network's. Operators may share their
  /// constants, so a small file could ask for far more.
  static let packedByteLimit = 1 << 29

  private let model: Model
  private let plan: ExecutionPlan
  private let memory: MemoryPlan
  private let kernels: custos_kernel_set
  private let threads: Int
  /// For a convolution or dense layer by direct sums its geometry.
  private let geometries: [ConvolutionGeometry?]
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
    self.model = model
    self.plan = plan
    self.memory = memory
    self.kernels = kernels
    self.threads = threads
    var geometries = [ConvolutionGeometry?](repeating: nil, count: model.operators.count)
    var bytes = 0
    var scratch = 0
    for planned in plan.operators {
      if let winograd = plan.winograd[planned.index] {
        bytes += winograd.packedByteCount(kernels.winograd)
        let needed = WinogradStep.scratchByteCount(
          winograd, epilogue: planned.epilogue, kernel: kernels.winograd, threads: threads)
        scratch = max(scratch, needed)
      } else {
        let geometry = Self.geometry(planned.step, model, memory, kernels.igemm)
        bytes += geometry?.packedByteCount(kernels.igemm) ?? 0
        geometries[planned.index] = geometry
      }
    }
    scratchByteCount = scratch
    guard bytes <= Self.packedByteLimit else {
      throw ModelError(
        "packed weights", expected: "at most \(Self.packedByteLimit) bytes",
        found: "\(bytes) bytes")
    }
    self.geometries = geometries
    packedByteCount = bytes
  }

  /// A dense layer is a convolution whose window is the whole map.
  private static func geometry(
    _ step: Operator, _ model: Model, _ memory: MemoryPlan, _ kernel: custos_igemm_kernel
  ) -> ConvolutionGeometry? {
    switch step {
    case .convolution(let step):
      return .init(
        window: model.visibleTaps(step).window, input: memory.layouts[step.input],
        outputChannels: model.tensors[step.output].channels, kernel: kernel)
    case .dense(let step):
      let input = memory.layouts[step.input]
      return .init(
        window: Window(kernelHeight: input.height, kernelWidth: input.width), input: input,
        outputChannels: model.tensors[step.output].channels, kernel: kernel)
    default: return nil
    }
  }

  /// Packs all weights into `packed` (`packedByteCount` bytes, 64-byte aligned) and makes the steps, one
  /// a planned operator, which may use `scratch` (`scratchByteCount` bytes, 64-byte aligned).
  func makeSteps(
    placements: [Placement], packed: UnsafeMutableRawPointer, scratch: UnsafeMutableRawPointer
  ) -> [Step] {
    var steps: [Step] = []
    var next = packed
    for planned in plan.operators {
      let index = planned.index
      switch planned.step {
      case .convolution(let layer):
        if let geometry = plan.winograd[index] {
          steps.append(winograd(layer, geometry, planned, placements, scratch, &next))
        } else {
          steps.append(direct(layer, index, placements, &next))
        }
      case .dense(let layer):
        steps.append(
          weighted(
            index, layer.sum, model.layerConstants(layer.sum), layer.input, layer.output,
            placements, &next))
      case .add(let add): steps.append(makeAdd(add, placements))
      case .concatenate(let join): steps.append(makeConcatenate(join, placements))
      case .maxPool(let pool):
        steps.append(
          PoolStep(
            pool.window, from: placements[pool.input], to: placements[pool.output],
            kernels: kernels, average: nil))
      case .averagePool(let pool):
        steps.append(
          PoolStep(
            pool.window, from: placements[pool.input], to: placements[pool.output],
            kernels: kernels, average: rescale(pool.input, pool.output, pool.multiplier)))
      case .globalSum(let sum):
        steps.append(
          GlobalSumStep(
            from: placements[sum.input], to: placements[sum.output], kernels: kernels))
      }
    }
    return steps
  }

  private func winograd(
    _ layer: Convolution, _ geometry: WinogradGeometry, _ planned: PlannedOperator,
    _ placements: [Placement], _ scratch: UnsafeMutableRawPointer,
    _ next: inout UnsafeMutableRawPointer
  ) -> Step {
    var addendIndex: Int?
    if case .add(_, let index, _, _) = planned.epilogue { addendIndex = index }
    let operands = WinogradStep.Operands(
      source: placements[layer.input], target: placements[planned.output],
      epilogue: planned.epilogue, addend: addendIndex.map { placements[$0] },
      zeroPoint: model.tensors[layer.output].zeroPoint,
      addendZeroPoint: addendIndex.map { model.tensors[$0].zeroPoint } ?? 0, packed: next,
      scratch: scratch)
    next += geometry.packedByteCount(kernels.winograd)
    return WinogradStep(
      geometry, layer: layer, operands: operands, constants: model.layerConstants(layer.sum),
      kernel: kernels.winograd, threads: threads)
  }

  private func direct(
    _ layer: Convolution, _ index: Int, _ placements: [Placement],
    _ next: inout UnsafeMutableRawPointer
  ) -> Step {
    let plain = model.layerConstants(layer.sum)
    let taps = model.visibleTaps(layer)
    guard !taps.areAll(of: layer.window) else {
      return weighted(index, layer.sum, plain, layer.input, layer.output, placements, &next)
    }
    let trimmed = TrimmedSum(layer, taps, model)
    return trimmed.weights.withUnsafeBytes { weights in
      trimmed.biases.withUnsafeBytes { biases in
        weighted(
          index, layer.sum,
          .init(
            weights: weights.baseAddress, biases: biases.baseAddress,
            multipliers: plain.multipliers),
          layer.input, layer.output, placements, &next)
      }
    }
  }

  private func weighted(
    _ index: Int, _ sum: WeightedSum, _ constants: LayerConstants, _ input: Int,
    _ output: Int, _ placements: [Placement], _ next: inout UnsafeMutableRawPointer
  ) -> Step {
    guard let geometry = geometries[index] else {
      preconditionFailure("A layer with weights has a geometry.")
    }
    let packed = next
    next += geometry.packedByteCount(kernels.igemm)
    return ConvolutionStep(
      geometry: geometry, clamp: sum.outputMinimum...sum.outputMaximum,
      output: model.tensors[output], from: placements[input], to: placements[output],
      constants: constants, kernel: kernels.igemm, packed: packed, threads: threads)
  }

  private func makeAdd(_ add: Add, _ placements: [Placement]) -> Step {
    let zeroPoint = model.tensors[add.output].zeroPoint
    return AddStep(
      placements[add.first], placements[add.second], to: placements[add.output], kernels: kernels,
      parameters: custos_add(
        first_zero_point: model.tensors[add.first].zeroPoint,
        second_zero_point: model.tensors[add.second].zeroPoint,
        first_multiplier: add.firstMultiplier, second_multiplier: add.secondMultiplier,
        minimum: Float(add.outputMinimum - zeroPoint),
        maximum: Float(add.outputMaximum - zeroPoint), zero_point: zeroPoint))
  }

  private func makeConcatenate(_ join: Concatenate, _ placements: [Placement]) -> Step {
    var parts: [ConcatenateStep.Part] = []
    var channel = 0
    for (input, multiplier) in zip(join.inputs, join.multipliers) {
      let same =
        multiplier == 1 && model.tensors[input].zeroPoint == model.tensors[join.output].zeroPoint
      parts.append(
        .init(
          source: placements[input], firstChannel: channel,
          rescale: same ? nil : rescale(input, join.output, multiplier)))
      channel += model.tensors[input].channels
    }
    return ConcatenateStep(parts, to: placements[join.output], kernels: kernels)
  }

  private func rescale(_ input: Int, _ output: Int, _ multiplier: Float) -> custos_rescale {
    let zeroPoint = model.tensors[output].zeroPoint
    return custos_rescale(
      input_zero_point: model.tensors[input].zeroPoint, multiplier: multiplier,
      minimum: Float(-128 - zeroPoint), maximum: Float(127 - zeroPoint), zero_point: zeroPoint)
  }
}
