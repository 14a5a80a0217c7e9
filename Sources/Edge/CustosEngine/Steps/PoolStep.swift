import CCustosKernels
public import CustosModelFile

extension MaxPool: EngineOperator {
  func makeStep(_ plan: StepPlan, _ site: StepSite) -> Step {
    PoolStep(
      window, from: site.placements[input], to: site.placements[output], kernels: plan.kernels,
      average: nil)
  }
}

extension AveragePool: EngineOperator {
  func makeStep(_ plan: StepPlan, _ site: StepSite) -> Step {
    PoolStep(
      window, from: site.placements[input], to: site.placements[output], kernels: plan.kernels,
      average: plan.rescale(input, output, multiplier))
  }
}

/// Maximum or mean over windows; an item is a row of the output.
final class PoolStep: Step {
  private let window: Window
  private let source: Placement
  private let target: Placement
  private let kernels: custos_kernel_set
  /// Nil for the maximum.
  private var average: custos_rescale?

  /// Plans a maximum (`average` nil) or a mean.
  init(
    _ window: Window, from source: Placement, to target: Placement, kernels: custos_kernel_set,
    average: custos_rescale?
  ) {
    self.window = window
    self.source = source
    self.target = target
    self.kernels = kernels
    self.average = average
    super.init(
      itemCount: target.layout.height,
      kernelName: average == nil ? kernels.maxpool_name : kernels.avgpool_name)
  }

  override func execute(item: Int, worker: Int) {
    let map = source.layout
    let rows = Self.clip(
      item * window.strideY - window.paddingTop, window.kernelHeight, map.height)
    for x in 0..<target.layout.width {
      let columns = Self.clip(
        x * window.strideX - window.paddingLeft, window.kernelWidth, map.width)
      var part = custos_pool_window(
        rows: rows.count, columns: columns.count, channels: map.channels,
        row_stride: map.rowStride, pixel_stride: map.pixelStride)
      let input = source.pixel(y: rows.lowerBound, x: columns.lowerBound)
      let output = target.pixel(y: item, x: x)
      if var average {
        kernels.avgpool(&part, input, output, &average)
      } else {
        kernels.maxpool(&part, input, output)
      }
    }
  }

  /// The part of a window that lies in the map.
  private static func clip(_ start: Int, _ count: Int, _ extent: Int) -> Range<Int> {
    max(0, start)..<min(extent, start + count)
  }
}
