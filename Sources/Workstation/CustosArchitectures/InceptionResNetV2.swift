import CustosNetwork

extension GraphBuilder {
  /// `inception_resnet_v2` (Szegedy et al. 2016) with the top of Keras's application: global average,
  /// dense, softmax.
  mutating func appendInceptionResNetV2(on pixels: Layer, classCount: Int) {
    let average = globalAveragePool(inceptionResNetV2Body(pixels), name: "avg_pool")
    _ = softmax(dense(average, units: classCount, name: "predictions"))
  }

  /// `inception_resnet_v2_pretrained`: the same body with the head of the networks with given weights.
  mutating func appendPretrainedInceptionResNetV2(on pixels: Layer, classCount: Int) {
    appendMapHead(inceptionResNetV2Body(pixels), classCount: classCount)
  }

  /// The stem, then blocks of 35, 17 and 8 rows (of 299), between which the maps are halved.
  private mutating func inceptionResNetV2Body(_ pixels: Layer) -> Layer {
    var layer = inceptionMixed5b(inceptionStem(pixels))
    for index in 1...10 {
      layer = inceptionBlock(
        layer, "block35_\(index)", scale: 0.17,
        [[.init(32)], [.init(32), .init(32, 3)], [.init(32), .init(48, 3), .init(64, 3)]])
    }
    layer = inceptionReduction(
      layer, "mixed_6a", [[.halving(384)], [.init(256), .init(256, 3), .halving(384)]])
    for index in 1...20 {
      layer = inceptionBlock(
        layer, "block17_\(index)", scale: 0.1,
        [[.init(192)], [.init(128), .init(160, (1, 7)), .init(192, (7, 1))]])
    }
    layer = inceptionReduction(
      layer, "mixed_7a",
      [
        [.init(256), .halving(384)], [.init(256), .halving(288)],
        [.init(256), .init(288, 3), .halving(320)],
      ])
    for index in 1...10 {
      let isLast = index == 10
      layer = inceptionBlock(
        layer, "block8_\(index)", scale: isLast ? 1 : 0.2, endsWithRelu: !isLast,
        [[.init(192)], [.init(192), .init(224, (1, 3)), .init(256, (3, 1))]])
    }
    let sums = convolution(layer, filters: 1536, kernel: 1, bias: false, name: "conv_7b")
    return relu(batchNormalization(sums, scale: false, name: "conv_7b_bn"), name: "conv_7b_ac")
  }

  private mutating func inceptionStem(_ pixels: Layer) -> Layer {
    var layer = inceptionChain(
      pixels, [.halving(32), .init(32, 3, border: .valid), .init(64, 3)])
    layer = maxPool(layer, size: 3, stride: 2)
    layer = inceptionChain(
      layer, [.init(80, border: .valid), .init(192, 3, border: .valid)])
    return maxPool(layer, size: 3, stride: 2)
  }

  private mutating func inceptionMixed5b(_ input: Layer) -> Layer {
    var branches = [
      [.init(96)], [.init(48), .init(64, 5)], [.init(64), .init(96, 3), .init(96, 3)],
    ]
    .map { inceptionChain(input, $0) }
    let average = averagePool(input, size: 3, stride: 1, border: .same)
    branches.append(inceptionChain(average, [.init(64)]))
    return concatenate(branches, name: "mixed_5b")
  }

  /// Branches that halve the map, joined with its maximum over windows of 3x3.
  private mutating func inceptionReduction(
    _ input: Layer, _ name: String, _ branches: [[InceptionConvolution]]
  ) -> Layer {
    let maps = branches.map { inceptionChain(input, $0) }
    return concatenate(maps + [maxPool(input, size: 3, stride: 2)], name: name)
  }

  /// Branches whose joined maps, taken to the input's channels by a 1x1 convolution with bias, are
  /// added to the input with a factor.
  private mutating func inceptionBlock(
    _ input: Layer, _ name: String, scale: Float, endsWithRelu: Bool = true,
    _ branches: [[InceptionConvolution]]
  ) -> Layer {
    let mixed = concatenate(
      branches.map { inceptionChain(input, $0) }, name: "\(name)_mixed")
    let residual = convolution(
      mixed, filters: shape(of: input).channels, kernel: 1, name: "\(name)_conv")
    let sum = add(input, residual, scale: scale, name: name)
    return endsWithRelu ? relu(sum, name: "\(name)_ac") : sum
  }

  /// Convolutions without bias one behind the other, each with normalisation without gamma and ReLU.
  private mutating func inceptionChain(
    _ input: Layer, _ convolutions: [InceptionConvolution]
  ) -> Layer {
    convolutions.reduce(input) { layer, shape in
      let sums = convolution(
        layer, filters: shape.filters, kernel: shape.kernel, stride: shape.stride,
        border: shape.border, bias: false)
      return relu(batchNormalization(sums, scale: false))
    }
  }
}

/// One convolution of a branch.
private struct InceptionConvolution {
  let filters: Int
  let kernel: (height: Int, width: Int)
  let stride: Int
  let border: GraphBuilder.Border

  init(
    _ filters: Int, _ kernel: (Int, Int), stride: Int = 1, border: GraphBuilder.Border = .same
  ) {
    self.filters = filters
    self.kernel = kernel
    self.stride = stride
    self.border = border
  }

  init(_ filters: Int, _ side: Int = 1, border: GraphBuilder.Border = .same) {
    self.init(filters, (side, side), border: border)
  }

  /// 3x3 windows inside the map with stride 2.
  static func halving(_ filters: Int) -> InceptionConvolution {
    .init(filters, (3, 3), stride: 2, border: .valid)
  }
}
