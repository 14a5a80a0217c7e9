import CustosArchitectures

/// What PyTorch's model zoos, torchvision and timm, call the layers of a network.
struct TorchNames {
  /// For the name of a layer of the body those that it has there, today's first.
  let layers: [String: [String]]
  /// How the names of the tensors behind the body begin.
  let heads: [String]
  /// The epsilon of the batch normalisations there.
  let epsilon: Float
  /// Whether batch normalisations have a gamma there, but not in Custos's network.
  let hasSurplusGamma: Bool
  /// What is done to the pixels there.
  let preprocessing: PixelPreprocessing

  /// The names of a network; nil where there is no such network there.
  init?(_ configuration: ModelConfiguration) {
    switch configuration {
    case .vgg16: self = .vgg16
    case .denseNet201: self = .denseNet201
    case .inceptionResNetV2, .inceptionResNetV2Pretrained: self = .inceptionResNetV2
    case .vgg4, .vggGlobalAverage, .resNet4, .resNet50: return nil
    }
  }

  private init(
    _ layers: [(String, [String])], heads: [String], epsilon: Float = 1e-5,
    hasSurplusGamma: Bool = false, preprocessing: PixelPreprocessing = .imagenet
  ) {
    self.layers = Dictionary(layers, uniquingKeysWith: { first, _ in first })
    self.heads = heads
    self.epsilon = epsilon
    self.hasSurplusGamma = hasSurplusGamma
    self.preprocessing = preprocessing
  }

  /// Both have the same names; the numbers count ReLUs and pools. Keras's weights are of Caffe, whose
  /// pixels are others.
  private static var vgg16: TorchNames {
    var layers: [(String, [String])] = []
    var number = 0
    for (block, count) in [2, 2, 3, 3, 3].enumerated() {
      for place in 1...count {
        layers.append(("block\(block + 1)_conv\(place)", ["features.\(number)"]))
        number += 2
      }
      number += 1
    }
    return TorchNames(
      layers, heads: ["classifier.", "pre_logits.", "head."], preprocessing: .imagenetTorch)
  }

  /// Both have the same names; files of before 2018 have a point before the number, `norm.1`.
  private static var denseNet201: TorchNames {
    var layers: [(String, [String])] = [
      ("conv1_conv", ["features.conv0"]), ("conv1_bn", ["features.norm0"]),
      ("bn", ["features.norm5"]),
    ]
    for (block, count) in [6, 12, 48, 32].enumerated() {
      for place in 1...count {
        let name = "conv\(block + 2)_block\(place)"
        let other = "features.denseblock\(block + 1).denselayer\(place)"
        for (own, kind, number) in [
          ("0_bn", "norm", 1), ("1_conv", "conv", 1), ("1_bn", "norm", 2), ("2_conv", "conv", 2),
        ] {
          layers.append(
            ("\(name)_\(own)", ["\(other).\(kind)\(number)", "\(other).\(kind).\(number)"]))
        }
      }
      for kind in ["conv", "bn"] where block < 3 {
        let other = "features.transition\(block + 1).\(kind == "bn" ? "norm" : "conv")"
        layers.append(("pool\(block + 2)_\(kind)", [other]))
      }
    }
    return TorchNames(layers, heads: ["classifier."])
  }

  /// timm alone has this network. Its convolutions without a name of their own in Custos are made in
  /// the same order.
  private static var inceptionResNetV2: TorchNames {
    var chains = ["conv2d_1a", "conv2d_2a", "conv2d_2b", "conv2d_3b", "conv2d_4a"]
    func add(_ block: String, _ branches: [[String]]) {
      for (branch, places) in branches.enumerated() {
        chains += places.map { "\(block).branch\(branch)\($0)" }
      }
    }
    add("mixed_5b", [[""], [".0", ".1"], [".0", ".1", ".2"], [".1"]])
    for place in 0..<10 { add("repeat.\(place)", [[""], [".0", ".1"], [".0", ".1", ".2"]]) }
    add("mixed_6a", [[""], [".0", ".1", ".2"]])
    for place in 0..<20 { add("repeat_1.\(place)", [[""], [".0", ".1", ".2"]]) }
    add("mixed_7a", [[".0", ".1"], [".0", ".1"], [".0", ".1", ".2"]])
    let lastBlocks = (0..<9).map { "repeat_2.\($0)" } + ["block8"]
    for block in lastBlocks { add(block, [[""], [".0", ".1", ".2"]]) }
    var layers: [(String, [String])] = [
      ("conv_7b", ["conv2d_7b.conv"]), ("conv_7b_bn", ["conv2d_7b.bn"]),
    ]
    for (index, chain) in chains.enumerated() {
      layers.append(("conv2d_\(index + 1)", [chain + ".conv"]))
      layers.append(("batch_normalization_\(index + 1)", [chain + ".bn"]))
    }
    for place in 1...10 { layers.append(("block35_\(place)_conv", ["repeat.\(place - 1).conv2d"])) }
    for place in 1...20 {
      layers.append(("block17_\(place)_conv", ["repeat_1.\(place - 1).conv2d"]))
    }
    for place in 1...10 {
      layers.append(("block8_\(place)_conv", [lastBlocks[place - 1] + ".conv2d"]))
    }
    return TorchNames(layers, heads: ["classif."], epsilon: 1e-3, hasSurplusGamma: true)
  }
}
