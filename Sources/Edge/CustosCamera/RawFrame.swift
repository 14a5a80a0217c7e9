import CCustosCamera
public import CustosImage
import CustosPlatform

/// A picture as its source gives it, not yet decoded.
public struct RawFrame {
  /// What the source has given.
  public enum Content {
    /// A JPEG or PNG file in memory.
    case encoded([UInt8])
    /// Luma and chroma.
    case yuv(YUVPicture)
    /// Pixels.
    case pixels(PixelBuffer)
    /// A file that is still to be read.
    case file(String)
  }

  /// The picture.
  public var content: Content
  /// A file's name, nil for cameras.
  public var name: String?
  /// When it arrived, on the monotonic clock.
  public var arrivalNanoseconds: UInt64
  /// How many older pictures the source itself has dropped for this one.
  public var passedOver: Int

  /// Describes a picture that has arrived now.
  public init(_ content: Content, name: String? = nil, passedOver: Int = 0) {
    self.content = content
    self.name = name
    self.passedOver = passedOver
    arrivalNanoseconds = MonotonicClock.nanoseconds
  }

  /// Decodes to RGB; of luma and chroma the luma is kept beside it.
  ///
  /// - Throws: `ImageError` for a damaged picture or a file that cannot be read; `.stopped` once the
  ///   process was asked to stop.
  public func decoded(rotation: RotationMark = .followed) throws(ImageError) -> Picture {
    switch content {
    case .encoded(let bytes):
      Picture(try PixelBuffer(decoding: bytes, rotation: rotation, isStoppable: true))
    case .yuv(let yuv): Picture(try yuv.decoded(), luma: yuv.luma())
    case .pixels(let pixels): Picture(pixels)
    case .file(let path):
      Picture(try PixelBuffer(readingFrom: path, rotation: rotation, isStoppable: true))
    }
  }
}
