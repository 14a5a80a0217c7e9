import CustosNetwork

extension GraphBuilder {
  /// `res_net_50` (He et al. 2015, first version): a 7x7 convolution, then four stacks of residual
  /// blocks of 1x1, 3x3 and 1x1 convolutions, then the head of the networks with given weights.
  ///
  /// Layers, names and epsilon are those of Keras's application: a block that halves the map does so
  /// in its first 1x1 convolution, and all convolutions have a bias.
  mutating func appendResNet50(on pixels: Layer, classCount: Int) {
    var layer = zeroPadding(pixels, Padding(around: 3), name: "conv1_pad")
    layer = convolution(
      layer, filters: 64, kernel: 7, stride: 2, border: .valid, name: "conv1_conv")
    layer = relu(resNet50Normalization(layer, "conv1_bn"), name: "conv1_relu")
    layer = zeroPadding(layer, Padding(around: 1), name: "pool1_pad")
    layer = maxPool(layer, size: 3, stride: 2, name: "pool1_pool")
    let stacks = [(64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)]
    for (index, (filters, count, stride)) in stacks.enumerated() {
      for place in 1...count {
        layer = bottleneck(
          layer, filters: filters, stride: place == 1 ? stride : 1, isFirst: place == 1,
          name: "conv\(index + 2)_block\(place)")
      }
    }
    appendMapHead(layer, classCount: classCount)
  }

  /// 1x1, 3x3 and 1x1 convolutions beside a shortcut, which in the first block of a stack is a 1x1
  /// convolution.
  private mutating func bottleneck(
    _ input: Layer, filters: Int, stride: Int, isFirst: Bool, name: String
  ) -> Layer {
    var shortcut = input
    if isFirst {
      shortcut = convolution(
        input, filters: 4 * filters, kernel: 1, stride: stride, border: .valid,
        name: "\(name)_0_conv")
      shortcut = resNet50Normalization(shortcut, "\(name)_0_bn")
    }
    var layer = convolution(
      input, filters: filters, kernel: 1, stride: stride, border: .valid, name: "\(name)_1_conv")
    layer = relu(resNet50Normalization(layer, "\(name)_1_bn"), name: "\(name)_1_relu")
    layer = convolution(layer, filters: filters, kernel: 3, name: "\(name)_2_conv")
    layer = relu(resNet50Normalization(layer, "\(name)_2_bn"), name: "\(name)_2_relu")
    layer = convolution(layer, filters: 4 * filters, kernel: 1, name: "\(name)_3_conv")
    layer = resNet50Normalization(layer, "\(name)_3_bn")
    return relu(add(shortcut, layer, name: "\(name)_add"), name: "\(name)_out")
  }

  private mutating func resNet50Normalization(_ input: Layer, _ name: String) -> Layer {
    batchNormalization(input, epsilon: 1.001e-5, name: name)
  }
}
