/// A picture in memory: its colours, which networks see, and its brightness, in which symbols are
/// looked for.
public struct Picture: Equatable, Sendable {
  /// The colours.
  public var pixels: PixelBuffer
  /// The brightness as the camera has given it, nil for pictures that came as colours.
  public let luma: GrayImage?

  /// Takes a picture over.
  ///
  /// - Parameter luma: the brightness of a picture that a camera gave as luma and chroma, of the same
  ///   size; without it `gray` is computed from the colours.
  public init(_ pixels: PixelBuffer, luma: GrayImage? = nil) {
    precondition(
      luma.map { $0.width == pixels.width && $0.height == pixels.height } ?? true, "size mismatch")
    self.pixels = pixels
    self.luma = luma
  }

  /// The brightness: the camera's, or that of `GrayImage.init(_:)`, which takes a pass over the colours.
  public var gray: GrayImage { luma ?? GrayImage(pixels) }

  /// Bytes of memory that the picture takes.
  public var byteCount: Int { pixels.pixels.count + (luma?.pixels.count ?? 0) }
}
