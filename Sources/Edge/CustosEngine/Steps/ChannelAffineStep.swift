import CCustosKernels
public import CustosModelFile

extension ChannelAffine: EngineOperator {
  /// The constants are copied, since the engine does not keep the model.
  func memory(_ plan: StepPlan) -> StepMemory {
    StepMemory(packedByteCount: 2 * Self.byteCount(plan.model.tensors[output].channels))
  }

  func makeStep(_ plan: StepPlan, _ site: StepSite) -> Step {
    let tensors = plan.model.tensors
    let zeroPoint = tensors[output].zeroPoint
    let channels = tensors[output].channels
    let factors = site.packed.assumingMemoryBound(to: Float.self)
    let shifts = (site.packed + Self.byteCount(channels)).assumingMemoryBound(to: Float.self)
    factors.update(from: plan.model.constants[multipliers].floats(), count: channels)
    shifts.update(from: plan.model.constants[offsets].floats(), count: channels)
    return ChannelAffineStep(
      from: site.placements[input], to: site.placements[output],
      multipliers: factors, offsets: shifts, kernels: plan.kernels,
      parameters: custos_channel_affine(
        input_zero_point: tensors[input].zeroPoint, minimum: Float(outputMinimum - zeroPoint),
        maximum: Float(outputMaximum - zeroPoint), zero_point: zeroPoint))
  }

  /// Bytes of one float32 a channel, a multiple of 64.
  private static func byteCount(_ channels: Int) -> Int { (4 * channels + 63) & ~63 }
}

/// A multiplier and an offset for each channel; an item is a row.
final class ChannelAffineStep: Step {
  private let source: Placement
  private let target: Placement
  private let multipliers: UnsafePointer<Float>
  private let offsets: UnsafePointer<Float>
  private let kernel: custos_qs8_vmulcaddc_function
  private var parameters: custos_channel_affine

  /// Plans the products; `multipliers` and `offsets` (one per channel) live as long as the step.
  init(
    from source: Placement, to target: Placement, multipliers: UnsafePointer<Float>,
    offsets: UnsafePointer<Float>, kernels: custos_kernel_set, parameters: custos_channel_affine
  ) {
    self.source = source
    self.target = target
    self.multipliers = multipliers
    self.offsets = offsets
    self.kernel = kernels.vmulcaddc
    self.parameters = parameters
    super.init(itemCount: target.layout.height, kernelName: kernels.vmulcaddc_name)
  }

  override func execute(item: Int, worker: Int) {
    kernel(
      target.layout.width, target.layout.channels, source.pixel(y: item, x: 0),
      source.layout.pixelStride, multipliers, offsets, target.pixel(y: item, x: 0),
      target.layout.pixelStride, &parameters)
  }
}
