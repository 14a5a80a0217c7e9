import CCustosKernels
import CustosModelFile

/// Joins tensors along the channels; an item is a row.
final class ConcatenateStep: Step {
  /// One input: where it comes from, its first channel in the output, and its change of scale (nil: none).
  struct Part {
    let source: Placement
    let firstChannel: Int
    let rescale: custos_rescale?
  }

  private let parts: [Part]
  private let target: Placement
  private let kernels: custos_kernel_set

  /// Plans the copies.
  init(_ parts: [Part], to target: Placement, kernels: custos_kernel_set) {
    self.parts = parts
    self.target = target
    self.kernels = kernels
    super.init(itemCount: target.layout.height, kernelName: kernels.vrescale_name)
  }

  override func execute(item: Int, worker: Int) {
    for index in parts.indices {
      let part = parts[index]
      let channels = part.source.layout.channels
      var input = part.source.pixel(y: item, x: 0)
      var output = target.pixel(y: item, x: 0) + part.firstChannel
      for _ in 0..<target.layout.width {
        if var rescale = part.rescale {
          kernels.vrescale(channels, input, output, &rescale)
        } else {
          output.update(from: input, count: channels)
        }
        input += channels
        output += target.layout.channels
      }
    }
  }
}
