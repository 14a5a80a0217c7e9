public import CustosImage
public import CustosModelFile
import CustosNotation

/// The part of a page around a box that the network sees: cropped and padded as in training, then
/// resized to the network's size.
public struct PatchWindow: Equatable, Sendable {
  /// How the model's training patches were cut.
  public let preprocessing: Preprocessing
  /// Size of the page's music relative to the training pages, by which the crop is scaled;
  /// positive.
  public let scale: Double
  /// Columns of the crop in the page's own pixels, 1...4096.
  public let cropWidth: Int
  /// Rows of the crop in the page's own pixels, 1...4096.
  public let cropHeight: Int

  /// Describes the window of a model at a scale; with scale 1 it is what training cut.
  public init(_ preprocessing: Preprocessing, scale: Double) {
    self.preprocessing = preprocessing
    self.scale = scale
    cropWidth = Self.side(preprocessing.cropWidth, scale: scale)
    cropHeight = Self.side(preprocessing.cropHeight, scale: scale)
  }

  /// A side of the crop: `length * scale`, rounded, at least 1 and at most 4096, which bounds the
  /// memory.
  public static func side(_ length: Int, scale: Double) -> Int {
    Int(min(4096, max(1, (Double(length) * scale).rounded())))
  }

  /// The window's box in the middle of a picture.
  func centre(of picture: PixelBuffer) -> Box {
    let width = Double(preprocessing.cropWidth) * scale
    let height = Double(preprocessing.cropHeight) * scale
    let x = (Double(picture.width) - width) / 2
    let y = (Double(picture.height) - height) / 2
    return Box(x1: x, y1: y, x2: x + width, y2: y + height)
  }

  /// Cuts the window around the box's centre and resizes it to `[networkHeight, networkWidth, 3]`.
  ///
  /// - Throws: `ImageError.boxOutsidePage` when the window has no pixel of the page.
  public func patch(around box: Box, of page: PixelBuffer) throws(ImageError) -> PixelBuffer {
    try page.patch(box: box, width: cropWidth, height: cropHeight, padding: true)
      .resized(width: preprocessing.networkWidth, height: preprocessing.networkHeight)
  }
}
