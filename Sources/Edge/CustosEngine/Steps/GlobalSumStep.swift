import CCustosKernels
public import CustosModelFile

extension GlobalSum: EngineOperator {
  func makeStep(_ plan: StepPlan, _ site: StepSite) -> Step {
    GlobalSumStep(
      from: site.placements[input], to: site.placements[output], kernels: plan.kernels)
  }
}

/// Sum over the whole map, per channel.
final class GlobalSumStep: Step {
  private let source: Placement
  private let target: Placement
  private let kernels: custos_kernel_set

  /// Plans the sum.
  init(from source: Placement, to target: Placement, kernels: custos_kernel_set) {
    self.source = source
    self.target = target
    self.kernels = kernels
    super.init(itemCount: 1, kernelName: kernels.sumpool_name)
  }

  override func execute(item: Int, worker: Int) {
    let map = source.layout
    var part = custos_pool_window(
      rows: map.height, columns: map.width, channels: map.channels, row_stride: map.rowStride,
      pixel_stride: map.pixelStride)
    let sums = (target.base + target.layout.origin).assumingMemoryBound(to: Int32.self)
    kernels.sumpool(&part, source.pixel(y: 0, x: 0), sums, Int32(map.zeroPoint))
  }
}
