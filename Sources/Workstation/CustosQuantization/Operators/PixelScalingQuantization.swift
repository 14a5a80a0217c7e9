import CustosModelFile
import CustosNetwork

/// A scaling of the pixels is taken in by the convolution behind it where that has no padding; its bytes
/// then stay as they are. Zeros around scaled pixels are not zeros of the bytes, so elsewhere the scaling is
/// a 1x1 convolution with one weight a channel, which int8 holds exactly.
extension GraphFolder {
  mutating func addPixelScaling(_ index: Int, _ scaling: PixelScaling) throws {
    let readers = graph.nodes.indices.filter { graph.nodes[$0].inputs.contains(index) }
    if readers.count == 1, scalingTaken(by: readers[0]) != nil {
      results.append(results[graph.nodes[index].inputs[0]])
      return
    }
    let pixel = Window(kernelHeight: 1, kernelWidth: 1)
    append(.convolution(pixel, FoldedWeights(scaling)), index)
  }

  /// The scaling that a convolution takes in.
  func scalingTaken(by index: Int) -> PixelScaling? {
    let node = graph.nodes[index]
    guard case .convolution(let convolution) = node.operation, convolution.padding == Padding(),
      case .pixelScaling(let scaling) = graph.nodes[node.inputs[0]].operation,
      isOnlyReader(of: node.inputs[0])
    else { return nil }
    return scaling
  }
}

extension FoldedWeights {
  /// The scaling as a 1x1 convolution.
  init(_ scaling: PixelScaling) {
    let channels = scaling.sources.count
    var kernel = [Float](repeating: 0, count: channels * channels)
    for (channel, source) in scaling.sources.enumerated() {
      kernel[source * channels + channel] = scaling.factors[channel]
    }
    self.init(kernel: kernel, bias: scaling.shifts, outputs: channels)
  }

  /// Reads the image itself in place of its scaled pixels; only for windows without padding.
  mutating func takeIn(_ scaling: PixelScaling) {
    let channels = scaling.sources.count
    let scaled = weights
    for (place, weight) in scaled.enumerated() {
      let channel = place % channels
      weights[place - channel + scaling.sources[channel]] =
        weight * Double(scaling.factors[channel])
      bias[place / inputs] += weight * Double(scaling.shifts[channel])
    }
  }
}
