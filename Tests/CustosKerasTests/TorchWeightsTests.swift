import CustosArchitectures
import CustosNetwork
import CustosPlatform
import CustosTestSupport
import CustosWeightsSupport
import Testing

@testable import CustosWeights

/// The safetensors of torchvision and timm: names and what is refused. Their numbers are compared in
/// Tests/Golden/check_weights.py.
@Suite struct TorchWeightsTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("model.safetensors")
  }

  private func graph(_ configuration: ModelConfiguration) throws -> Graph {
    try configuration.graph(height: 96, width: 96, classCount: 3)
  }

  /// The tensors of a body under their first names there, all 1, with a head for other classes.
  private func tensors(
    _ configuration: ModelConfiguration, spelling: Int = 0
  ) throws -> [String: SafeTensors.Tensor] {
    let graph = try graph(configuration)
    let names = try #require(TorchNames(configuration))
    let head = Set(graph.headParameters.map(\.name))
    var tensors: [String: SafeTensors.Tensor] = [:]
    func add(_ name: String, _ shape: [Int]) {
      tensors[name] = .init(
        shape: shape, values: [Float](repeating: 1, count: shape.reduce(1, *)))
    }
    for parameter in graph.parameters where !head.contains(parameter.name) {
      let layer = graph.nodes[parameter.node].name
      let spellings = try #require(names.layers[layer], "\(layer)")
      let name = spellings[min(spelling, spellings.count - 1)]
      switch parameter.role {
      case .kernel: add("\(name).weight", [3, 2, 0, 1].map { parameter.shape[$0] })
      case .bias: add("\(name).bias", parameter.shape)
      case .gamma: add("\(name).weight", parameter.shape)
      case .beta:
        add("\(name).bias", parameter.shape)
        if names.hasSurplusGamma { add("\(name).weight", parameter.shape) }
      case .movingMean: add("\(name).running_mean", parameter.shape)
      case .movingVariance: add("\(name).running_var", parameter.shape)
      }
    }
    add(names.heads[0] + "weight", [7, 5])
    return tensors
  }

  private func open(
    _ configuration: ModelConfiguration, _ tensors: [String: SafeTensors.Tensor]
  ) throws -> StartingWeights {
    try SafeTensors(tensors: tensors).write(to: path, replacing: true)
    return try StartingWeights(path, for: configuration, graph(configuration))
  }

  private func refusal(
    _ configuration: ModelConfiguration, _ tensors: [String: SafeTensors.Tensor]
  ) throws -> String {
    do {
      _ = try open(configuration, tensors)
      Issue.record("the file was taken")
      return ""
    } catch let error as WeightsError {
      #expect(error.description.hasSuffix(".") && error.exitCode == 65)
      return error.description
    }
  }

  @Test func everyTensorHasANameOfItsOwn() throws {
    for (configuration, count) in [
      (ModelConfiguration.vgg16, 26), (.denseNet201, 1004), (.inceptionResNetV2, 1102 - 2),
      (.inceptionResNetV2Pretrained, 1102 - 2),
    ] {
      #expect(try tensors(configuration).count == count + 1, "\(configuration)")
    }
  }

  /// Names as real files have them.
  @Test(arguments: [
    (ModelConfiguration.vgg16, "block3_conv2", "features.12"),
    (.vgg16, "block5_conv3", "features.28"),
    (.denseNet201, "conv5_block32_1_bn", "features.denseblock4.denselayer32.norm2"),
    (.denseNet201, "pool4_conv", "features.transition3.conv"),
    (.denseNet201, "bn", "features.norm5"),
    (.inceptionResNetV2, "conv2d_12", "mixed_5b.branch3.1.conv"),
    (.inceptionResNetV2, "batch_normalization_13", "repeat.0.branch0.bn"),
    (.inceptionResNetV2, "conv2d_203", "block8.branch1.2.conv"),
    (.inceptionResNetV2, "block17_20_conv", "repeat_1.19.conv2d"),
    (.inceptionResNetV2, "block8_10_conv", "block8.conv2d"),
  ])
  func knownNames(configuration: ModelConfiguration, layer: String, name: String) throws {
    #expect(try #require(TorchNames(configuration)).layers[layer]?.first == name)
  }

  /// The body is loaded, the variances with what the epsilons differ by.
  @Test func vgg16AndDenseNetAreLoaded() throws {
    for (configuration, spelling) in [
      (ModelConfiguration.vgg16, 0), (.denseNet201, 0), (.denseNet201, 1),
    ] {
      let graph = try graph(configuration)
      let parameters = try Parameters(graph: graph)
      let loaded = try open(configuration, tensors(configuration, spelling: spelling))
        .load(into: parameters, of: graph, labels: ["a", "b", "c"])
      #expect(loaded.left.map(\.name) == graph.headParameters.map(\.name))
      #expect(loaded.unexpected.count == 1)
      let added: Float = configuration == .vgg16 ? 0 : 1e-5 - 1.001e-5
      for parameter in graph.parameters where parameter.role == .movingVariance {
        #expect(parameters[parameter.name]?.allSatisfy { $0 == 1 + added } == true)
      }
    }
  }

  /// Keras's VGG16 is Caffe's, with other pixels; the other networks have theirs in common.
  @Test(arguments: [
    (ModelConfiguration.vgg16, PixelPreprocessing.imagenetTorch), (.denseNet201, .imagenet),
    (.inceptionResNetV2, .imagenet),
  ])
  func thePreprocessingIsThatOfTheWeights(
    configuration: ModelConfiguration, expected: PixelPreprocessing
  ) throws {
    let weights = try open(configuration, tensors(configuration))
    #expect(weights.preprocessing(.imagenet) == expected)
    #expect(weights.preprocessing(PixelPreprocessing.none) == PixelPreprocessing.none)
    #expect(weights.preprocessing(nil) == nil)
    let isTorch = configuration != .inceptionResNetV2
    let torch = try ModelConfiguration.vgg16.scaling(.imagenetTorch)
    #expect((try configuration.scaling(expected) == torch) == isTorch)
  }

  @Test func otherNetworksAreNamed() throws {
    var vgg = try tensors(.vgg16)
    vgg["features.30.weight"] = .init(shape: [1], values: [1])
    #expect(try refusal(.vgg16, vgg).contains("'features.30.weight' that the network does not"))
    vgg["features.30.weight"] = nil
    vgg["features.12.bias"] = nil
    #expect(try refusal(.vgg16, vgg).contains("'features.12.bias' of shape [256] is missing"))
    let shape = try refusal(.denseNet201, vgg)
    #expect(shape.contains("that the network does not have"))
    vgg["features.12.bias"] = .init(shape: [255], values: [Float](repeating: 1, count: 255))
    #expect(
      try refusal(.vgg16, vgg).contains("'features.12.bias' has shape [255], but [256]"))
    let resNet = [
      "layer1.0.conv3.weight": SafeTensors.Tensor(shape: [1], values: [1])
    ]
    #expect(try refusal(.resNet50, resNet).contains("in the 3x3 convolutions"))
    #expect(try refusal(.resNet50, vgg).contains("no other program is known"))
    #expect(try refusal(.vgg4, vgg).contains("no other program is known"))
  }

  @Test func trainedFactorsAreRefused() throws {
    var tensors = try tensors(.inceptionResNetV2)
    _ = try open(.inceptionResNetV2, tensors)
    tensors["repeat.3.branch1.1.bn.weight"]?.values[7] = 0.5
    let sentence = try refusal(.inceptionResNetV2Pretrained, tensors)
    #expect(sentence.contains("'repeat.3.branch1.1.bn.weight' is not 1"))
    tensors["repeat.3.branch1.1.bn.weight"] = nil
    #expect(try refusal(.inceptionResNetV2, tensors).contains("is missing"))
  }

  /// Half precision is converted, and integers are passed over.
  @Test func otherTypes() throws {
    let bits: [UInt16] = [0x3C00, 0xC000, 0x0001, 0x7BFF, 0x8000, 0x3555]
    let header =
      #"{"a":{"dtype":"F16","shape":[6],"data_offsets":[0,12]},"#
      + #""b":{"dtype":"BF16","shape":[6],"data_offsets":[12,24]},"#
      + #""c":{"dtype":"I64","shape":[],"data_offsets":[24,32]}}"#
    let text = Array(header.utf8)
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
    for _ in 0..<2 { bytes += bits.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] } }
    bytes += [UInt8](repeating: 9, count: 8)
    try FileSystem.write(bytes, to: path, replacing: false)
    let file = try SafeTensorsFile(path, allTypes: true)
    #expect(file.names == ["a", "b"] && file.shape(of: "c") == nil)
    var half = [Float](repeating: 0, count: 6)
    try half.withUnsafeMutableBufferPointer { try file.copy("a", to: $0) }
    #expect(half == [1, -2, 0x1p-24, 65504, -0.0, 0x1.554p-2])
    var brain = half
    try brain.withUnsafeMutableBufferPointer { try file.copy("b", to: $0) }
    #expect(brain == bits.map { Float(bitPattern: UInt32($0) << 16) })
    #expect(throws: WeightsError.self) { try SafeTensorsFile(path) }
  }
}
