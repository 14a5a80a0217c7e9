import CCustosKernels
public import CustosModelFile

extension Add: EngineOperator {
  func makeStep(_ plan: StepPlan, _ site: StepSite) -> Step {
    let tensors = plan.model.tensors
    let zeroPoint = tensors[output].zeroPoint
    return AddStep(
      site.placements[first], site.placements[second], to: site.placements[output],
      kernels: plan.kernels,
      parameters: custos_add(
        first_zero_point: tensors[first].zeroPoint, second_zero_point: tensors[second].zeroPoint,
        first_multiplier: firstMultiplier, second_multiplier: secondMultiplier,
        minimum: Float(outputMinimum - zeroPoint), maximum: Float(outputMaximum - zeroPoint),
        zero_point: zeroPoint))
  }
}

/// Sum of two tensors; an item is a row.
final class AddStep: Step {
  private let first: Placement
  private let second: Placement
  private let target: Placement
  private let kernel: custos_qs8_vadd_function
  private var parameters: custos_add
  /// Whether a row can be added at once; otherwise one of the three tensors has gaps between
  /// pixels.
  private let isDense: Bool

  /// Plans the sum.
  init(
    _ first: Placement, _ second: Placement, to target: Placement, kernels: custos_kernel_set,
    parameters: custos_add
  ) {
    self.first = first
    self.second = second
    self.target = target
    self.kernel = kernels.vadd
    self.parameters = parameters
    isDense = first.layout.isDense && second.layout.isDense && target.layout.isDense
    super.init(itemCount: target.layout.height, kernelName: kernels.vadd_name)
  }

  override func execute(item: Int, worker: Int) {
    guard !isDense else { return add(target.layout.width, y: item, x: 0) }
    for x in 0..<target.layout.width { add(1, y: item, x: x) }
  }

  private func add(_ pixels: Int, y: Int, x: Int) {
    kernel(
      pixels * target.layout.channels, first.pixel(y: y, x: x), second.pixel(y: y, x: x),
      target.pixel(y: y, x: x), &parameters)
  }
}
