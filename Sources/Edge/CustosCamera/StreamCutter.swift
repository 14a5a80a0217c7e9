import CustosPlatform

/// Cuts a stream of bytes into pictures.
struct StreamCutter {
  /// What the bytes are.
  enum Format {
    /// JPEG pictures, one behind another.
    case jpeg
    /// Raw pictures of one size.
    case yuv(RawPictureSize)
  }

  private let format: Format
  private var splitter = MJPEGSplitter()
  /// The bytes of a raw picture that is not complete yet.
  private var pending: [UInt8] = []

  init(_ format: Format) { self.format = format }

  /// Takes the next bytes; returns the newest picture that ends in them, and the number of older
  /// ones.
  mutating func take(_ bytes: ArraySlice<UInt8>) -> RawFrame? {
    switch format {
    case .jpeg:
      let pictures = splitter.take(bytes)
      guard let newest = pictures.last else { return nil }
      return RawFrame(.encoded(newest), passedOver: pictures.count - 1)
    case .yuv(let size):
      let (picture, count) = cut(bytes, size.byteCount)
      guard let picture,
        let yuv = YUVPicture(
          layout: .yuv420, width: size.width, height: size.height, stride: size.stride,
          isFullRange: true, bytes: picture)
      else { return nil }
      return RawFrame(.yuv(yuv), passedOver: count - 1)
    }
  }

  /// At the end of the stream: a last picture that has no end mark.
  mutating func finish() -> RawFrame? {
    guard case .jpeg = format else { return nil }
    return splitter.finish().map { RawFrame(.encoded($0)) }
  }

  /// Whether the stream may end here; otherwise the error.
  var defect: String? {
    switch format {
    case .jpeg:
      splitter.abandonedCount > 0 || splitter.skippedByteCount > 0
        ? "\(splitter.skippedByteCount) bytes outside pictures, "
          + "\(splitter.abandonedCount) pictures given up" : nil
    case .yuv(let size):
      pending.isEmpty
        ? nil
        : "\(pending.count) bytes are left over, and a picture has \(size.byteCount)"
    }
  }

  /// The newest whole picture of `count` bytes, and the number of whole ones.
  private mutating func cut(
    _ bytes: ArraySlice<UInt8>, _ count: Int
  ) -> (picture: [UInt8]?, count: Int) {
    var picture: [UInt8]?
    var pictures = 0
    var rest = bytes
    while !rest.isEmpty {
      let part = rest.prefix(count - pending.count)
      if pending.isEmpty { pending.reserveCapacity(count) }
      pending += part
      rest = rest.dropFirst(part.count)
      guard pending.count == count else { break }
      picture = pending
      pictures += 1
      pending = []
    }
    return (picture, pictures)
  }
}
