import CustosNetwork

extension GraphBuilder {
  /// `dense_net_201` (Huang et al. 2017): a 7x7 convolution, then four dense blocks of 6, 12, 48 and
  /// 32 pairs of convolutions, each of which adds 32 channels to all maps before it, then the head of
  /// the networks with given weights.
  ///
  /// Layers, names and epsilon are those of Keras's application; convolutions of the body have no
  /// bias.
  mutating func appendDenseNet201(on pixels: Layer, classCount: Int) {
    var layer = zeroPadding(pixels, Padding(around: 3), name: "zero_padding2d_1")
    layer = convolution(
      layer, filters: 64, kernel: 7, stride: 2, border: .valid, bias: false, name: "conv1_conv")
    layer = denseNormalization(layer, "conv1_bn", relu: "conv1_relu")
    layer = zeroPadding(layer, Padding(around: 1), name: "zero_padding2d_2")
    layer = maxPool(layer, size: 3, stride: 2, name: "pool1")
    let blocks = [6, 12, 48, 32]
    for (index, count) in blocks.enumerated() {
      let name = "conv\(index + 2)"
      for place in 1...count { layer = denseLayer(layer, name: "\(name)_block\(place)") }
      if index < blocks.count - 1 { layer = transition(layer, name: "pool\(index + 2)") }
    }
    appendMapHead(denseNormalization(layer, "bn", relu: "relu"), classCount: classCount)
  }

  /// A 1x1 and a 3x3 convolution, each behind normalisation and ReLU, whose 32 channels are joined to
  /// the input's.
  private mutating func denseLayer(_ input: Layer, name: String) -> Layer {
    let growth = 32
    var layer = denseNormalization(input, "\(name)_0_bn", relu: "\(name)_0_relu")
    layer = convolution(
      layer, filters: 4 * growth, kernel: 1, bias: false, name: "\(name)_1_conv")
    layer = denseNormalization(layer, "\(name)_1_bn", relu: "\(name)_1_relu")
    layer = convolution(layer, filters: growth, kernel: 3, bias: false, name: "\(name)_2_conv")
    return concatenate([input, layer], name: "\(name)_concat")
  }

  /// Half the channels and, by average pooling, half the rows and columns.
  private mutating func transition(_ input: Layer, name: String) -> Layer {
    let layer = denseNormalization(input, "\(name)_bn", relu: "\(name)_relu")
    let halved = convolution(
      layer, filters: shape(of: input).channels / 2, kernel: 1, bias: false, name: "\(name)_conv")
    return averagePool(halved, name: "\(name)_pool")
  }

  private mutating func denseNormalization(
    _ input: Layer, _ name: String, relu reluName: String
  ) -> Layer {
    relu(batchNormalization(input, epsilon: 1.001e-5, name: name), name: reluName)
  }
}
