/// An activation of the network: its shape and what its integers mean.
///
/// Layout `[H, W, C]`, one image at a time. For `.int8` the real value of an element `q` is
/// `scale * (q - zeroPoint)`. For `.int32` the scale is per channel and kept by the operator that
/// makes the tensor; `scale` and `zeroPoint` are then 1 and 0 and not used.
public struct Tensor: Equatable, Sendable {
  /// The type of the elements.
  public enum ElementType: UInt8, Equatable, Sendable {
    /// Asymmetric 8-bit integers: the activations between operators.
    case int8 = 0
    /// Exact 32-bit sums: outputs alone, such as the logits.
    case int32 = 1

    /// The name in messages and listings.
    public var name: String {
      switch self {
      case .int8: "int8"
      case .int32: "int32"
      }
    }
  }

  /// Rows of the map, at least 1.
  public var height: Int
  /// Columns of the map, at least 1.
  public var width: Int
  /// Channels, at least 1.
  public var channels: Int
  /// The type of the elements.
  public var elementType: ElementType
  /// Real value of one step, finite and above 0.
  public var scale: Float
  /// The integer that stands for real 0, in -128...127.
  public var zeroPoint: Int32

  /// Describes an activation.
  public init(
    height: Int, width: Int, channels: Int, elementType: ElementType = .int8, scale: Float,
    zeroPoint: Int32
  ) {
    self.height = height
    self.width = width
    self.channels = channels
    self.elementType = elementType
    self.scale = scale
    self.zeroPoint = zeroPoint
  }

  /// Number of elements, `height * width * channels`.
  public var elementCount: Int { height * width * channels }
}
