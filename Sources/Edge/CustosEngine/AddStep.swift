import CCustosKernels
import CustosModelFile

/// Sum of two tensors; an item is a row.
final class AddStep: Step {
  private let first: Placement
  private let second: Placement
  private let target: Placement
  private let kernel: custos_qs8_vadd_function
  private var parameters: custos_add

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
    super.init(itemCount: target.layout.height, kernelName: kernels.vadd_name)
  }

  override func execute(item: Int, worker: Int) {
    kernel(
      target.layout.width * target.layout.channels, first.pixel(y: item, x: 0),
      second.pixel(y: item, x: 0), target.pixel(y: item, x: 0), &parameters)
  }
}
