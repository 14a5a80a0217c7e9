import CCustosKernels
public import CustosModelFile

extension Concatenate: EngineOperator {
  /// Parts that lie in the joined tensor already need nothing.
  func makeStep(_ plan: StepPlan, _ site: StepSite) -> Step {
    let tensors = plan.model.tensors
    let joined = site.placements[output].layout
    var parts: [ConcatenateStep.Part] = []
    var channel = 0
    for (input, multiplier) in zip(inputs, multipliers) {
      let channels = tensors[input].channels
      if !plan.memory.places.isPart(input, of: output) {
        let isCopy = multiplier == 1 && tensors[input].zeroPoint == tensors[output].zeroPoint
        parts.append(
          .init(
            source: site.placements[input],
            target: Placement(
              base: site.placements[output].base,
              layout: joined.part(first: channel, channels: channels)),
            rescale: isCopy ? nil : plan.rescale(input, output, multiplier)))
      }
      channel += channels
    }
    return ConcatenateStep(parts, height: joined.height, kernels: plan.kernels)
  }
}

/// Joins tensors along the channels; an item is a row.
final class ConcatenateStep: Step {
  /// One input: where it comes from, its range of channels in the output, and its change of scale (nil:
  /// none).
  struct Part {
    let source: Placement
    let target: Placement
    let rescale: custos_rescale?
  }

  private let parts: [Part]
  private let kernels: custos_kernel_set

  /// Plans the copies.
  init(_ parts: [Part], height: Int, kernels: custos_kernel_set) {
    self.parts = parts
    self.kernels = kernels
    super.init(itemCount: height, kernelName: kernels.vrescale_name)
  }

  override func execute(item: Int, worker: Int) {
    for index in parts.indices {
      let part = parts[index]
      let channels = part.source.layout.channels
      var input = part.source.pixel(y: item, x: 0)
      var output = part.target.pixel(y: item, x: 0)
      for _ in 0..<part.target.layout.width {
        if var rescale = part.rescale {
          kernels.vrescale(channels, input, output, &rescale)
        } else {
          output.update(from: input, count: channels)
        }
        input += part.source.layout.pixelStride
        output += part.target.layout.pixelStride
      }
    }
  }
}
