/// A file of several JPEG pictures, one behind another (CIPA DC-007): a picture with its previews, or
/// what the two lenses of a camera see.
public enum MultiPictureFile {
  /// The number of pictures in the file that begins with this one; nil for a picture that does not
  /// begin such a file.
  public static func pictureCount(startingWith picture: [UInt8]) -> Int? {
    let name: [UInt8] = [0x4D, 0x50, 0x46, 0]
    let index = EmbeddedFacts.jpegSegment(0xE2, named: name, of: picture.span.bytes)
    return index.flatMap { TIFFDirectory($0)?.value(of: 0xB001) }.map { max(1, min($0, 100)) }
  }
}
