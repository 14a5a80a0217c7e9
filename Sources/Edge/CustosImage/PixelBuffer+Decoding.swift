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
  /// otherwise taken as they are stored, whatever a gamma or colour profile says. A JPEG file whose
  /// data are all there is read, however its marks are written; one that is cut short or overwritten
  /// is damaged. Decoding takes no more memory than `MemoryLimit` leaves.
  ///
  /// - Parameters:
  ///   - rotation: what becomes of an EXIF orientation.
  ///   - isStoppable: whether decoding ends once `StopSignals` has met a request to stop.
  /// - Throws: `ImageError.foreign`, `.unknownFormat`, `.damaged`, `.unsupported` (CMYK), `.tooLarge`,
  ///   `.outOfMemory` or `.stopped`.
  public init(
    decoding bytes: RawSpan, rotation: RotationMark = .followed, isStoppable: Bool = false
  ) throws(ImageError) {
    guard let format = ImageFormat(startingWith: bytes) else {
      throw ForeignFormat(startingWith: bytes).map { .foreign($0) } ?? .unknownFormat
    }
    var decoding = custos_decoding(
      pixels: Self.maximumPixelCount, memory: 0, is_stoppable: isStoppable)
    let (width, height) = try Self.decode(bytes, format, decoding, into: nil)
    let orientation: Orientation =
      rotation == .followed ? Orientation(markedIn: bytes, format) : .asStored
    let count = width * height * 3
    let needed = orientation == .asStored ? count : 2 * count
    // Small pictures are not worth a look at the system's figures.
    let available = needed > Self.smallByteCount ? MemoryLimit.bytes() : 8 * Self.smallByteCount
    // An array that cannot be allocated would end the process.
    guard needed <= available, custos_can_allocate(needed) else {
      throw .outOfMemory(width: width, height: height)
    }
    decoding.memory = available - needed + 1
    var samples = [UInt8](repeating: 0, count: count)
    _ = try Self.decode(bytes, format, decoding, into: &samples)
    self = PixelBuffer(width: width, height: height, pixels: samples).upright(orientation)
  }

  /// Pictures that need less are decoded without asking for the free memory.
  private static let smallByteCount = 16 << 20

  /// Decodes into `pixels`, or reads the header alone where that is nil.
  private static func decode(
    _ bytes: RawSpan, _ format: ImageFormat, _ decoding: custos_decoding,
    into pixels: UnsafeMutablePointer<UInt8>?
  ) throws(ImageError) -> (width: Int, height: Int) {
    let decode = format == .jpeg ? custos_decode_jpeg : custos_decode_png
    var coded = custos_coded()
    var decoding = decoding
    bytes.withUnsafeBytes { decode($0.baseAddress, $0.count, &decoding, pixels, &coded) }
    switch coded.status {
    case CUSTOS_CODEC_DONE: return (coded.width, coded.height)
    case CUSTOS_CODEC_UNSUPPORTED: throw .unsupported(format, detail: text(of: coded))
    case CUSTOS_CODEC_TOO_LARGE: throw .tooLarge(width: coded.width, height: coded.height)
    case CUSTOS_CODEC_NO_MEMORY: throw .outOfMemory(width: coded.width, height: coded.height)
    case CUSTOS_CODEC_STOPPED: throw .stopped
    default: throw .damaged(format, detail: text(of: coded))
    }
  }

  /// Decodes a JPEG or PNG file in memory to RGB, as above.
  ///
  /// - Throws: as above.
  public init(
    decoding bytes: [UInt8], rotation: RotationMark = .followed, isStoppable: Bool = false
  ) throws(ImageError) {
    try self.init(decoding: bytes.span.bytes, rotation: rotation, isStoppable: isStoppable)
  }

  /// Reads a JPEG or PNG file, as `init(decoding:)`.
  ///
  /// - Throws: `ImageError.file` when it cannot be read, else as `init(decoding:)`.
  public init(
    readingFrom path: String, rotation: RotationMark = .followed, isStoppable: Bool = false
  ) throws(ImageError) {
    let bytes: [UInt8]
    do { bytes = try FileSystem.read(path) } catch { throw .file(error) }
    try self.init(decoding: bytes, rotation: rotation, isStoppable: isStoppable)
  }

  /// The library's message in a result.
  static func text(of coded: custos_coded) -> String {
    withUnsafeBytes(of: coded.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
