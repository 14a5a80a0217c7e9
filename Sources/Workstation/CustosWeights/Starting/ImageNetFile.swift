public import CustosArchitectures

/// The file with weights that the original system starts a network from: Keras's of ImageNet, without
/// the layers behind the body.
public struct ImageNetFile: Equatable, Sendable {
  /// Name of the file.
  public let name: String
  /// Where Keras keeps what it has downloaded.
  public static let folder = "~/.keras/models"

  /// The file of a network; nil for those that the original system trains from scratch.
  public init?(_ configuration: ModelConfiguration) {
    switch configuration {
    case .vgg16: name = "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"
    case .resNet50: name = "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5"
    case .denseNet201: name = "densenet201_weights_tf_dim_ordering_tf_kernels_notop.h5"
    case .inceptionResNetV2Pretrained:
      name = "inception_resnet_v2_weights_tf_dim_ordering_tf_kernels_notop.h5"
    case .vgg4, .vggGlobalAverage, .resNet4, .inceptionResNetV2: return nil
    }
  }
}
