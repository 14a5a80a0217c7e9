import CCustosCamera
public import CustosImage

/// A picture of luma and chroma, as cameras give it.
public struct YUVPicture {
  /// How samples lie in memory.
  public enum Layout: Equatable, Sendable {
    /// Planes Y, U, V; chroma for 2 x 2 pixels, its rows half as long as those of Y.
    case yuv420
    /// A plane Y, then U and V in turn; chroma for 2 x 2 pixels.
    case nv12
    /// Y U Y V; chroma for two columns.
    case yuyv
    /// A plane Y alone.
    case gray
  }

  /// How samples lie in memory.
  public let layout: Layout
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Bytes from one row of luma to the next.
  public let stride: Int
  /// Whether luma spans 0...255 rather than 16...235.
  public let isFullRange: Bool
  private let bytes: [UInt8]
  /// Rows of luma in memory, below which the chroma lies.
  let memoryRows: Int

  /// Describes a picture; nil when `bytes` are fewer than the layout needs or a size makes no sense.
  ///
  /// - Parameter memoryRows: rows of luma in memory; more than `height` where a driver rounds them up.
  public init?(
    layout: Layout, width: Int, height: Int, memoryRows: Int? = nil, stride: Int,
    isFullRange: Bool, bytes: [UInt8]
  ) {
    let memoryRows = memoryRows ?? height
    guard (1...32768).contains(width), (1...32768).contains(height), stride <= 1 << 18,
      (height...(2 * 32768)).contains(memoryRows)
    else { return nil }
    let evenWidth = (width + 1) / 2 * 2
    let chromaRows = (height + 1) / 2
    let needed: Int
    switch layout {
    case .yuv420:
      guard stride >= evenWidth, stride % 2 == 0 else { return nil }
      needed = stride * memoryRows + stride / 2 * chromaRows * 2
    case .nv12:
      guard stride >= evenWidth else { return nil }
      needed = stride * (memoryRows + chromaRows)
    case .yuyv:
      guard stride >= evenWidth * 2 else { return nil }
      needed = stride * height
    case .gray:
      guard stride >= width else { return nil }
      needed = stride * height
    }
    guard bytes.count >= needed else { return nil }
    self.layout = layout
    self.width = width
    self.height = height
    self.stride = stride
    self.memoryRows = memoryRows
    self.isFullRange = isFullRange
    self.bytes = bytes
  }

  /// Converts to RGB by BT.601, rounded to the nearest; a chroma sample is repeated for its pixels.
  ///
  /// - Throws: `ImageError.tooLarge`.
  public func decoded() throws(ImageError) -> PixelBuffer {
    guard width * height <= PixelBuffer.maximumPixelCount else {
      throw .tooLarge(width: width, height: height)
    }
    let count = width * height * 3
    var pixels = [UInt8](repeating: 0, count: count)
    bytes.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      var picture = description(start)
      custos_yuv_to_rgb(&picture, &pixels)
    }
    return PixelBuffer(width: width, height: height, pixels: pixels)
  }

  /// The luma as brightness 0...255: of full range as it is, else 16...235 spread over 0...255, rounded
  /// to the nearest, exactly as for the colours of a gray picture.
  ///
  /// The size must be one that `decoded` accepts.
  public func luma() -> GrayImage {
    let step = layout == .yuyv ? 2 : 1
    let levels = Self.levels(isFullRange: isFullRange)
    let count = width * height
    var samples = [UInt8](repeating: 0, count: count)
    for row in 0..<height {
      for column in 0..<width {
        samples[row * width + column] = levels[Int(bytes[row * stride + column * step])]
      }
    }
    return GrayImage(width: width, height: height, pixels: samples)
  }

  /// The brightness of each luma value; the same fixed point as in `custos_yuv_to_rgb`.
  private static func levels(isFullRange: Bool) -> [UInt8] {
    (0...255).map { (luma: Int) -> UInt8 in
      guard !isFullRange else { return UInt8(luma) }
      let level = (76309 * (luma - 16) + 32768) >> 16
      return UInt8(min(255, max(0, level)))
    }
  }

  private func description(_ start: UnsafePointer<UInt8>) -> custos_yuv {
    var picture = custos_yuv()
    picture.width = width
    picture.height = height
    picture.y = start
    picture.y_stride = stride
    picture.y_step = 1
    picture.uv_rows = 2
    picture.full_range = isFullRange
    let chroma = start + stride * memoryRows
    switch layout {
    case .yuv420:
      picture.uv_stride = stride / 2
      picture.uv_step = 1
      picture.u = chroma
      picture.v = chroma + stride / 2 * ((height + 1) / 2)
    case .nv12:
      picture.uv_stride = stride
      picture.uv_step = 2
      picture.u = chroma
      picture.v = chroma + 1
    case .yuyv:
      picture.y_step = 2
      picture.uv_stride = stride
      picture.uv_step = 4
      picture.uv_rows = 1
      picture.u = start + 1
      picture.v = start + 3
    case .gray: break
    }
    return picture
  }
}
