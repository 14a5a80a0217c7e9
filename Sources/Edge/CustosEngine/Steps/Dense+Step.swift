import CCustosKernels
public import CustosModelFile

/// A dense layer is a convolution whose window is the whole map.
extension Dense: EngineOperator {
  func multiplyAccumulates(_ model: Model) -> Int {
    model.tensors[output].channels * model.tensors[input].elementCount
  }

  func takesStrided(_ input: Tensor, _ model: Model) -> Bool {
    ConvolutionGeometry.takesStrided(Self.window(input))
  }

  func memory(_ plan: StepPlan) -> StepMemory {
    StepMemory(packedByteCount: geometry(plan).packedByteCount(plan.kernels.igemm))
  }

  func makeStep(_ plan: StepPlan, _ site: StepSite) -> Step {
    plan.model.withLayerConstants(sum) {
      ConvolutionStep(geometry(plan), sum, $0, from: input, to: output, plan, site)
    }
  }

  private func geometry(_ plan: StepPlan) -> ConvolutionGeometry {
    ConvolutionGeometry(
      window: Self.window(plan.model.tensors[input]), input: plan.memory.layouts[input],
      outputChannels: plan.model.tensors[output].channels, kernel: plan.kernels.igemm)
  }

  private static func window(_ input: Tensor) -> Window {
    Window(kernelHeight: input.height, kernelWidth: input.width)
  }
}
