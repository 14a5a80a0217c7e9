public import CustosNetwork
import Foundation

/// What is done to the pixels, 0...255 RGB, before a network's first layer.
public enum PixelPreprocessing: String, CaseIterable, Codable, Sendable {
  /// Nothing, as in the original system.
  case none
  /// What was done when Keras's weights for ImageNet were trained.
  case imagenet
  /// What torchvision and timm do; for some networks the same.
  case imagenetTorch = "imagenet-torch"
}

extension ModelConfiguration {
  /// The scaling of a preprocessing; nil for none.
  ///
  /// - Throws: `ModelConfigurationError.noPreprocessing` for networks that never had weights for
  ///   ImageNet.
  public func scaling(
    _ preprocessing: PixelPreprocessing
  ) throws(ModelConfigurationError) -> PixelScaling? {
    guard preprocessing != .none else { return nil }
    guard let scaling = imageNetScaling else { throw .noPreprocessing(rawValue) }
    return preprocessing == .imagenetTorch ? .torch : scaling
  }

  /// `preprocess_input` of the Keras application; nil for networks that are none.
  public var imageNetScaling: PixelScaling? {
    switch self {
    case .vgg4, .vggGlobalAverage, .resNet4: nil
    case .vgg16, .resNet50: .caffe
    case .denseNet201: .torch
    case .inceptionResNetV2, .inceptionResNetV2Pretrained: .tensorFlow
    }
  }
}

/// The three ways of Keras's `imagenet_utils.preprocess_input`, named by the program whose weights use it.
extension PixelScaling {
  /// Blue, green, red, each less its mean over ImageNet.
  static let caffe = PixelScaling(
    sources: [2, 1, 0], factors: [1, 1, 1], shifts: [-103.939, -116.779, -123.68])

  /// 0...1, less the mean over ImageNet, over the deviation.
  static let torch = {
    let means = [0.485, 0.456, 0.406]
    let deviations = [0.229, 0.224, 0.225]
    return PixelScaling(
      sources: [0, 1, 2], factors: deviations.map { Float(1 / (255 * $0)) },
      shifts: zip(means, deviations).map { Float(-$0 / $1) })
  }()

  /// -1...1.
  static let tensorFlow = PixelScaling(
    sources: [0, 1, 2], factors: [Float](repeating: Float(1 / 127.5), count: 3),
    shifts: [-1, -1, -1])

  /// What each channel is made of, such as `B - 103.9, G - 116.8, R - 123.7`.
  public var summary: String {
    sources.indices.map { channel in
      let letter = ["R", "G", "B"][sources[channel]]
      let (factor, shift) = (factors[channel], shifts[channel])
      return (factor == 1 ? letter : String(format: "%.4g %@", factor, letter))
        + String(format: shift < 0 ? " - %.4g" : " + %.4g", shift.magnitude)
    }.joined(separator: ", ")
  }
}
