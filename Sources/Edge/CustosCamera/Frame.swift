public import CustosImage

/// A decoded picture from a camera.
public struct Frame {
  /// 0 for the first picture that the camera has given; dropped and damaged ones count.
  public let number: Int
  /// A file's name, nil for cameras.
  public let name: String?
  /// When it arrived, on the monotonic clock.
  public let arrivalNanoseconds: UInt64
  /// The time for decoding.
  public let decodeMicroseconds: Int
  /// The picture.
  public let picture: Picture

  /// The picture's colours.
  public var pixels: PixelBuffer { picture.pixels }
}
