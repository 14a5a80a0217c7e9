import CustosImage

/// A picture as the bytes of its file.
struct EncodedPicture: Equatable, Sendable {
  let width: Int
  let height: Int
  let format: ImageFormat
  let bytes: [UInt8]

  /// Encodes a picture.
  ///
  /// - Throws: `TrainingError.picture`, which calls it `name`.
  init(_ picture: PixelBuffer, as format: ImageFormat, name: String) throws(TrainingError) {
    width = picture.width
    height = picture.height
    self.format = format
    do { bytes = try picture.encoded(as: format) } catch { throw .picture(path: name, error) }
  }
}
