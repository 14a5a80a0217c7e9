import CCustosKernels
import CustosModelFile

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
        rows: rows.count, columns: columns.count, channels: map.channels, row_stride: map.rowStride)
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
      rows: map.height, columns: map.width, channels: map.channels, row_stride: map.rowStride)
    let sums = (target.base + target.layout.origin).assumingMemoryBound(to: Int32.self)
    kernels.sumpool(&part, source.pixel(y: 0, x: 0), sums, Int32(map.zeroPoint))
  }
}
