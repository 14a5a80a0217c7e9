import CCustosKernels
public import CustosModelFile

extension Convolution: EngineOperator {
  func multiplyAccumulates(_ model: Model) -> Int {
    model.tensors[output].elementCount * window.kernelHeight * window.kernelWidth
      * model.tensors[input].channels
  }

  func takesStrided(_ input: Tensor, _ model: Model) -> Bool {
    ConvolutionGeometry.takesStrided(model.visibleTaps(self).window)
  }

  func memory(_ plan: StepPlan) -> StepMemory {
    if let winograd = plan.planned.winograd {
      return StepMemory(
        packedByteCount: winograd.packedByteCount(plan.kernels.winograd),
        scratchByteCount: WinogradStep.scratchByteCount(
          winograd, epilogue: plan.planned.epilogue, kernel: plan.kernels.winograd,
          threads: plan.threads))
    }
    return StepMemory(
      packedByteCount: geometry(plan).packedByteCount(plan.kernels.igemm))
  }

  func makeStep(_ plan: StepPlan, _ site: StepSite) -> Step {
    if let winograd = plan.planned.winograd { return makeStep(winograd, plan, site) }
    return plan.model.withLayerConstants(sum) { makeStep($0, plan, site) }
  }

  private func makeStep(_ plain: LayerConstants, _ plan: StepPlan, _ site: StepSite) -> Step {
    let taps = plan.model.visibleTaps(self)
    let geometry = geometry(plan)
    guard !taps.areAll(of: window) else {
      return ConvolutionStep(geometry, sum, plain, from: input, to: output, plan, site)
    }
    let trimmed = TrimmedSum(self, taps, plan.model)
    return trimmed.weights.withUnsafeBytes { weights in
      trimmed.biases.withUnsafeBytes { biases in
        let constants = LayerConstants(
          weights: weights.baseAddress, biases: biases.baseAddress,
          multipliers: plain.multipliers)
        return ConvolutionStep(geometry, sum, constants, from: input, to: output, plan, site)
      }
    }
  }

  private func geometry(_ plan: StepPlan) -> ConvolutionGeometry {
    ConvolutionGeometry(
      window: plan.model.visibleTaps(self).window, input: plan.memory.layouts[input],
      outputChannels: plan.model.tensors[output].channels, kernel: plan.kernels.igemm)
  }

  private func makeStep(
    _ winograd: WinogradGeometry, _ plan: StepPlan, _ site: StepSite
  ) -> Step {
    let tensors = plan.model.tensors
    var addend: Int?
    if case .add(_, let index, _, _) = plan.planned.epilogue { addend = index }
    let operands = WinogradStep.Operands(
      source: site.placements[input], target: site.placements[plan.planned.output],
      epilogue: plan.planned.epilogue, addend: addend.map { site.placements[$0] },
      zeroPoint: tensors[output].zeroPoint,
      addendZeroPoint: addend.map { tensors[$0].zeroPoint } ?? 0, packed: site.packed,
      scratch: site.scratch)
    return plan.model.withLayerConstants(sum) {
      WinogradStep(
        winograd, layer: self, operands: operands, constants: $0, kernel: plan.kernels.winograd,
        threads: plan.threads)
    }
  }
}
