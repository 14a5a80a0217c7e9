public import CustosImage

/// A picture as the bytes of its file.
public struct EncodedPicture: Equatable, Sendable {
  /// Columns of the picture.
  public let width: Int
  /// Rows of the picture.
  public let height: Int
  /// The form of the file.
  public let format: ImageFormat
  /// The file.
  public let bytes: [UInt8]

  /// Encodes a picture.
  ///
  /// - Throws: `FileError.image`, which calls it `name`.
  public init(_ picture: PixelBuffer, as format: ImageFormat, name: String) throws(FileError) {
    width = picture.width
    height = picture.height
    self.format = format
    do { bytes = try picture.encoded(as: format) } catch { throw .image(error, item: name) }
  }
}
