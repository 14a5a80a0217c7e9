import CustosModelFile
import CustosNetwork

extension GraphFolder {
  mutating func addConvolution(_ index: Int, _ convolution: ConvolutionParameters) throws {
    let node = graph.nodes[index]
    var padding = convolution.padding
    padding.add(results[node.inputs[0]].padding)
    let window = Window(
      kernelHeight: convolution.kernelHeight, kernelWidth: convolution.kernelWidth,
      strideY: convolution.stride, strideX: convolution.stride, paddingTop: padding.top,
      paddingLeft: padding.left, paddingBottom: padding.bottom, paddingRight: padding.right)
    let bias = convolution.hasBias ? try weights(node, "bias") : nil
    var weights = FoldedWeights(
      kernel: try weights(node, "kernel"), bias: bias, outputs: convolution.filters)
    if let scaling = scalingTaken(by: index) { weights.takeIn(scaling) }
    append(.convolution(window, weights), index)
  }
}

extension ModelQuantizer {
  mutating func addConvolution(_ site: LayerSite, _ window: Window, _ weights: FoldedWeights) {
    let sum = weightedSum(weights, site)
    operators.append(
      .convolution(
        Convolution(input: site.layer.inputs[0], output: site.index, window: window, sum: sum)))
  }

  /// Places a layer's weights, biases and multipliers among the constants.
  mutating func weightedSum(_ weights: FoldedWeights, _ site: LayerSite) -> WeightedSum {
    let input = site.inputs[0]
    let quantized = QuantizedWeights(
      weights, input: AffineParameters(scale: input.scale, zeroPoint: input.zeroPoint),
      outputScale: site.output?.scale)
    return WeightedSum(
      weights: place(quantized.weights.map { UInt8(bitPattern: $0) }),
      bias: place(quantized.bias.map { UInt32(bitPattern: $0) }),
      multipliers: place(quantized.multipliers.map { $0.bitPattern }),
      outputMinimum: site.lowerClamp)
  }
}
