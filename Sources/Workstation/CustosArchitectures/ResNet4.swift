import CustosNetwork

extension GraphBuilder {
  /// `res_net_4`: a 7x7 and a 3x3 convolution, then residual blocks of 32 to 512 channels, average
  /// pooling, dense, softmax.
  mutating func appendResNet4(classCount: Int) {
    var layer = normalizedConvolution(input, filters: 64, kernel: 7, stride: 2)
    layer = normalizedConvolution(layer, filters: 32)
    layer = residualBlock(layer, filters: 32)
    for (filters, count) in [(64, 2), (128, 3), (256, 3), (512, 3)] {
      layer = maxPool(layer)
      for _ in 0..<count { layer = residualBlock(layer, filters: filters) }
    }
    let flat = flatten(averagePool(layer))
    _ = softmax(dense(flat, units: classCount))
  }

  /// Two 3x3 convolutions beside a shortcut; where the channels change, the shortcut is a 3x3
  /// convolution without batch normalisation.
  private mutating func residualBlock(_ input: Layer, filters: Int) -> Layer {
    let first = normalizedConvolution(input, filters: filters)
    let second = batchNormalization(convolution(first, filters: filters, kernel: 3))
    let shortcut =
      shape(of: input).channels == filters
      ? input : convolution(input, filters: filters, kernel: 3)
    return relu(add(second, shortcut))
  }
}
