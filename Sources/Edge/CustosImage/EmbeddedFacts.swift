import CustosPlatform

/// What a picture's file says beside its pixels.
enum EmbeddedFacts {
  /// The EXIF data of a file, a TIFF structure; nil where there are none.
  static func exif(of bytes: RawSpan, _ format: ImageFormat) -> TIFFDirectory? {
    let found =
      switch format {
      case .jpeg: jpegSegment(0xE1, named: [0x45, 0x78, 0x69, 0x66, 0, 0], of: bytes)
      case .png: pngChunk([0x65, 0x58, 0x49, 0x66], of: bytes)
      }
    return found.flatMap { TIFFDirectory($0) }
  }

  /// The content behind the name of the first segment of this kind before the first scan.
  static func jpegSegment(_ code: UInt8, named name: [UInt8], of bytes: RawSpan) -> [UInt8]? {
    var offset = 2
    while offset + 4 <= bytes.byteCount {
      guard bytes.uint8(at: offset) == 0xFF else {
        offset += 1
        continue
      }
      let found = bytes.uint8(at: offset + 1)
      switch found {
      // The first scan, or the end.
      case 0xDA, 0xD9: return nil
      case 0xFF, 0x00: offset += 1
      // Marks that stand alone.
      case 0x01, 0xD0...0xD8: offset += 2
      default:
        let length = Int(bytes.uint8(at: offset + 2)) << 8 | Int(bytes.uint8(at: offset + 3))
        let end = min(offset + 2 + length, bytes.byteCount)
        if found == code, let content = content(of: bytes, offset + 4, end, named: name) {
          return content
        }
        offset = max(end, offset + 4)
      }
    }
    return nil
  }

  /// The content of the first chunk of this type.
  private static func pngChunk(_ type: [UInt8], of bytes: RawSpan) -> [UInt8]? {
    var offset = 8
    while offset + 8 <= bytes.byteCount {
      let length = Int(UInt32(bigEndian: UInt32(littleEndian: bytes.uint32(at: offset))))
      let end = min(offset + 8 + length, bytes.byteCount)
      if let content = content(of: bytes, offset + 4, end, named: type) { return content }
      offset += 12 + length
    }
    return nil
  }

  private static func content(
    of bytes: RawSpan, _ start: Int, _ end: Int, named name: [UInt8]
  ) -> [UInt8]? {
    guard start + name.count <= end,
      name.indices.allSatisfy({ bytes.uint8(at: start + $0) == name[$0] })
    else { return nil }
    return (start + name.count..<end).map { bytes.uint8(at: $0) }
  }
}
