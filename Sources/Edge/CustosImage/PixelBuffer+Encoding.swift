import CCustosPlatform
import CustosPlatform

extension PixelBuffer {
  /// The quality of JPEG files where none is asked for.
  public static let defaultQuality = 90

  /// Encodes as PNG (lossless) or JPEG (no chroma subsampling; `quality` 1...100).
  ///
  /// - Throws: `ImageError.cannotEncode`, such as for a JPEG wider than 65,500 pixels, or
  ///   `.outOfMemory`.
  public func encoded(
    as format: ImageFormat, quality: Int = defaultQuality
  ) throws(ImageError) -> [UInt8] {
    var coded = custos_coded()
    switch format {
    case .jpeg:
      custos_encode_jpeg(pixels, width, height, Int32(min(max(quality, 1), 100)), &coded)
    case .png: custos_encode_png(pixels, width, height, &coded)
    }
    defer { custos_coded_free(&coded) }
    switch coded.status {
    case CUSTOS_CODEC_DONE:
      return [UInt8](UnsafeBufferPointer(start: coded.data, count: coded.count))
    case CUSTOS_CODEC_NO_MEMORY: throw .outOfMemory(width: width, height: height)
    default: throw .cannotEncode(format, detail: Self.text(of: coded))
    }
  }

  /// Writes a PNG or JPEG file, by the path's extension, whole or not at all.
  ///
  /// - Parameter replacing: whether a file that exists already may be overwritten.
  /// - Throws: `ImageError.unknownExtension`, `.cannotEncode`, `.outOfMemory` or `.file`.
  public func write(
    to path: String, quality: Int = defaultQuality, replacing: Bool
  ) throws(ImageError) {
    guard let format = ImageFormat(namedBy: path) else { throw .unknownExtension }
    let bytes = try encoded(as: format, quality: quality)
    do { try FileSystem.write(bytes, to: path, replacing: replacing) } catch { throw .file(error) }
  }
}
