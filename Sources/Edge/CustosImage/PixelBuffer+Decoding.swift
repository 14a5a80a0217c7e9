import CCustosPlatform
import CustosPlatform

extension PixelBuffer {
  /// Images with more pixels are refused before anything is allocated for them: 150 MB, which a
  /// board of 512 MB can bear. A4 at 600 dpi has 35 million.
  public static let maximumPixelCount = 50_000_000

  /// Decodes a JPEG or PNG file in memory to RGB.
  ///
  /// The format is recognised by its first bytes. Gray and palette images become RGB, alpha is
  /// composed on white, 16 bits per channel are reduced to 8 (`round(v / 257)`); samples are
  /// otherwise taken as they are stored, whatever a gamma or colour profile says. An EXIF
  /// orientation is not applied: annotations are in the pixels of the file. Whatever libjpeg warns
  /// about, such as data that ends early, is damage here.
  ///
  /// - Throws: `ImageError.unknownFormat`, `.damaged`, `.unsupported` (CMYK), `.tooLarge` or
  ///   `.outOfMemory`.
  public init(decoding bytes: RawSpan) throws(ImageError) {
    guard let format = ImageFormat(startingWith: bytes) else { throw .unknownFormat }
    let (width, height) = try Self.decode(bytes, format, into: nil)
    let count = width * height * 3
    // An array that cannot be allocated would end the process.
    guard custos_can_allocate(count) else { throw .outOfMemory(width: width, height: height) }
    var samples = [UInt8](repeating: 0, count: count)
    _ = try Self.decode(bytes, format, into: &samples)
    self.init(width: width, height: height, pixels: samples)
  }

  /// Decodes into `pixels`, or reads the header alone where that is nil.
  private static func decode(
    _ bytes: RawSpan, _ format: ImageFormat,
    into pixels: UnsafeMutablePointer<UInt8>?
  ) throws(ImageError) -> (width: Int, height: Int) {
    let decode = format == .jpeg ? custos_decode_jpeg : custos_decode_png
    var coded = custos_coded()
    bytes.withUnsafeBytes {
      decode($0.baseAddress, $0.count, maximumPixelCount, pixels, &coded)
    }
    switch coded.status {
    case CUSTOS_CODEC_DONE: return (coded.width, coded.height)
    case CUSTOS_CODEC_UNSUPPORTED: throw .unsupported(format, detail: text(of: coded))
    case CUSTOS_CODEC_TOO_LARGE: throw .tooLarge(width: coded.width, height: coded.height)
    case CUSTOS_CODEC_NO_MEMORY: throw .outOfMemory(width: coded.width, height: coded.height)
    default: throw .damaged(format, detail: text(of: coded))
    }
  }

  /// Decodes a JPEG or PNG file in memory to RGB, as above.
  ///
  /// - Throws: as above.
  public init(decoding bytes: [UInt8]) throws(ImageError) {
    try self.init(decoding: bytes.span.bytes)
  }

  /// Reads a JPEG or PNG file, as `init(decoding:)`.
  ///
  /// - Throws: `ImageError.file` when it cannot be read, else as `init(decoding:)`.
  public init(readingFrom path: String) throws(ImageError) {
    let bytes: [UInt8]
    do { bytes = try FileSystem.read(path) } catch { throw .file(error) }
    try self.init(decoding: bytes)
  }

  /// The library's message in a result.
  static func text(of coded: custos_coded) -> String {
    withUnsafeBytes(of: coded.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
