import CustosNetwork

extension GraphBuilder {
  /// `vgg4`: stages of 32, 64, 128, 256 and 512 channels, max pooling between them, average pooling
  /// at the end, dense, softmax.
  mutating func appendVGG4(classCount: Int) {
    let body = vgg4Body()
    let flat = flatten(averagePool(body))
    _ = softmax(dense(flat, units: classCount))
  }

  /// `vgg_global_average`: the body of `vgg4`, a 1x1 convolution to the classes, global average,
  /// softmax.
  mutating func appendVGGGlobalAverage(classCount: Int) {
    let body = averagePool(vgg4Body())
    let maps = convolution(body, filters: classCount, kernel: 1)
    _ = softmax(globalAveragePool(maps))
  }

  private mutating func vgg4Body() -> Layer {
    var layer = input
    let stages = [(32, 2), (64, 2), (128, 3), (256, 3), (512, 3)]
    for (stage, (filters, count)) in stages.enumerated() {
      if stage > 0 { layer = maxPool(layer) }
      for _ in 0..<count { layer = normalizedConvolution(layer, filters: filters) }
    }
    return layer
  }

  /// Convolution ("same", with bias), batch normalisation, ReLU.
  mutating func normalizedConvolution(
    _ input: Layer, filters: Int, kernel: Int = 3, stride: Int = 1
  ) -> Layer {
    let sums = convolution(input, filters: filters, kernel: kernel, stride: stride)
    return relu(batchNormalization(sums))
  }
}
