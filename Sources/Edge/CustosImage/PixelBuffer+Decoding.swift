import CCustosPlatform
import CustosPlatform

extension PixelBuffer {
  /// Images with more pixels are refused before anything is allocated for them.
  public static let maximumPixelCount = 100_000_000

  /// Decodes a JPEG or PNG file in memory to RGB.
  ///
  /// The format is recognised by its first bytes. Gray and palette images become RGB, alpha is
  /// composed on white, 16 bits a channel are reduced to 8. An EXIF orientation is not applied:
  /// annotations are in the pixels of the file. Whatever libjpeg warns about, such as data that
  /// ends early, is damage here.
  ///
  /// - Throws: `ImageError.unknownFormat`, `.damaged`, `.unsupported` (CMYK), `.tooLarge` or
  ///   `.outOfMemory`.
  public init(decoding bytes: UnsafeRawBufferPointer) throws(ImageError) {
    guard let format = ImageFormat(startingWith: bytes) else { throw .unknownFormat }
    var coded = custos_coded()
    switch format {
    case .jpeg: custos_decode_jpeg(bytes.baseAddress, bytes.count, Self.maximumPixelCount, &coded)
    case .png: custos_decode_png(bytes.baseAddress, bytes.count, Self.maximumPixelCount, &coded)
    }
    defer { custos_coded_free(&coded) }
    switch coded.status {
    case CUSTOS_CODEC_DONE: break
    case CUSTOS_CODEC_UNSUPPORTED: throw .unsupported(format, detail: Self.text(of: coded))
    case CUSTOS_CODEC_TOO_LARGE: throw .tooLarge(width: coded.width, height: coded.height)
    case CUSTOS_CODEC_NO_MEMORY: throw .outOfMemory(width: coded.width, height: coded.height)
    default: throw .damaged(format, detail: Self.text(of: coded))
    }
    self.init(
      width: coded.width, height: coded.height,
      pixels: [UInt8](UnsafeBufferPointer(start: coded.data, count: coded.count)))
  }

  /// Decodes a JPEG or PNG file in memory to RGB, as above.
  ///
  /// - Throws: as above.
  public init(decoding bytes: [UInt8]) throws(ImageError) {
    self = try bytes.withUnsafeBufferPointer { (buffer) throws(ImageError) in
      try PixelBuffer(decoding: UnsafeRawBufferPointer(buffer))
    }
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
