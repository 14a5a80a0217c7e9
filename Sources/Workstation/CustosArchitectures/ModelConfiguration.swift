public import CustosNetwork

/// The networks that Custos knows, under the names of the original system.
public enum ModelConfiguration: String, CaseIterable, Sendable {
  /// Eleven 3x3 convolutions in five stages, dense output.
  case vgg4
  /// The body of `vgg4`, a 1x1 convolution to the classes, global average.
  case vggGlobalAverage = "vgg_global_average"
  /// Residual blocks of two 3x3 convolutions, 32 to 512 channels, dense output.
  case resNet4 = "res_net_4"
  /// Inception-ResNet-v2 with its own top, from scratch.
  case inceptionResNetV2 = "inception_resnet_v2"
  /// The body of `inception_resnet_v2`, a 1x1 convolution to the classes, global average.
  case inceptionResNetV2Pretrained = "inception_resnet_v2_pretrained"
  /// Thirteen 3x3 convolutions in five blocks, a 1x1 convolution to the classes, global average.
  case vgg16
  /// Residual blocks of 1x1, 3x3 and 1x1 convolutions, a 1x1 convolution to the classes, global
  /// average.
  case resNet50 = "res_net_50"
  /// Dense blocks, in which each layer reads all before it, a 1x1 convolution to the classes, global
  /// average.
  case denseNet201 = "dense_net_201"

  /// Builds the network for images of `height` x `width` pixels.
  ///
  /// - Parameter preprocessing: what is done to the pixels in front of the first layer.
  /// - Throws: `ModelConfigurationError.noPreprocessing`, `.imageTooSmall` with the least size when a map would get
  ///   smaller than a window on the way, `.badSize` for other sizes that it cannot have.
  public func graph(
    height: Int, width: Int, classCount: Int, preprocessing: PixelPreprocessing = .none
  ) throws(ModelConfigurationError) -> Graph {
    let scaling = try self.scaling(preprocessing)
    do {
      return try build(height: height, width: width, classCount: classCount, scaling)
    } catch {
      guard error.asksForLargerImage, let least = leastSide(classCount: classCount) else {
        throw .badSize(rawValue, error)
      }
      throw .imageTooSmall(rawValue, height: height, width: width, least: least, error)
    }
  }

  private func build(
    height: Int, width: Int, classCount: Int, _ scaling: PixelScaling? = nil
  ) throws(GraphError) -> Graph {
    var builder = GraphBuilder(name: rawValue, height: height, width: width)
    let pixels = scaling.map { builder.scaledPixels($0) } ?? builder.input
    switch self {
    case .vgg4: builder.appendVGG4(classCount: classCount)
    case .vggGlobalAverage: builder.appendVGGGlobalAverage(classCount: classCount)
    case .resNet4: builder.appendResNet4(classCount: classCount)
    case .inceptionResNetV2: builder.appendInceptionResNetV2(on: pixels, classCount: classCount)
    case .inceptionResNetV2Pretrained:
      builder.appendPretrainedInceptionResNetV2(on: pixels, classCount: classCount)
    case .vgg16: builder.appendVGG16(on: pixels, classCount: classCount)
    case .resNet50: builder.appendResNet50(on: pixels, classCount: classCount)
    case .denseNet201: builder.appendDenseNet201(on: pixels, classCount: classCount)
    }
    return try builder.build()
  }

  /// The side of the smallest square image that the network can have; nil where the images' size is
  /// not what is wrong.
  private func leastSide(classCount: Int) -> Int? {
    (1...512).first { side in
      (try? build(height: side, width: side, classCount: classCount)) != nil
    }
  }

  /// The L2 penalty on kernels that the original system trains the network with: it has one for its
  /// own networks and none for Keras's applications.
  public var kernelPenalty: Float {
    switch self {
    case .vgg4, .vggGlobalAverage, .resNet4: 1e-4
    case .inceptionResNetV2, .inceptionResNetV2Pretrained, .vgg16, .resNet50, .denseNet201: 0
    }
  }

  /// Finds a network by name.
  ///
  /// - Throws: `ModelConfigurationError.unknownName` with the names there are.
  public static func named(_ name: String) throws(ModelConfigurationError)
    -> ModelConfiguration
  {
    guard let configuration = ModelConfiguration(rawValue: name) else {
      throw .unknownName(name)
    }
    return configuration
  }
}

/// A network that cannot be built.
public enum ModelConfigurationError: Error, Equatable, CustomStringConvertible {
  /// There is no network of this name.
  case unknownName(String)
  /// The image is too small for a window of the network of this name; squares of `least` pixels a
  /// side are not.
  case imageTooSmall(String, height: Int, width: Int, least: Int, GraphError)
  /// The network of this name has no preprocessing of ImageNet.
  case noPreprocessing(String)
  /// A layer of the network of this name cannot have the size asked for.
  case badSize(String, GraphError)

  /// The failure as a whole sentence.
  public var description: String {
    switch self {
    case .unknownName(let name):
      let names = ModelConfiguration.allCases.map(\.rawValue).joined(separator: ", ")
      guard name != PageArchitecture.name else {
        return
          "\(name) reads whole pages and is trained with `custos train-pages`; networks that label "
          + "patches are \(names)."
      }
      return "There is no model named '\(name)'; known are \(names)."
    case .imageTooSmall(let name, let height, let width, let least, let error):
      return "\(name) takes images from \(least)x\(least) pixels (height x width) on, but "
        + "\(height)x\(width) was asked for; choose larger --height and --width. \(error)"
    case .noPreprocessing(let name):
      let names = ModelConfiguration.allCases.filter { $0.imageNetScaling != nil }.map(\.rawValue)
      return "\(name) has no preprocessing of ImageNet, since there never were weights of it for "
        + "ImageNet; leave out --preprocessing, or choose one of "
        + names.joined(separator: ", ") + "."
    case .badSize(let name, let error):
      return "\(name) cannot be built. \(error)"
    }
  }
}
