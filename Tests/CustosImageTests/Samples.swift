import CustosImage
import CustosTestRandom

/// Images and files for the tests, made here so that the repository holds no binaries.
enum Samples {
  /// Independent random samples.
  static func noise(width: Int, height: Int, seed: UInt64) -> PixelBuffer {
    var random = SeededRandom(seed: seed)
    return PixelBuffer(width: width, height: height, pixels: random.bytes(width * height * 3))
  }

  /// A smooth picture with a few lines, as a page is.
  static func page(width: Int, height: Int) -> PixelBuffer {
    var page = PixelBuffer(width: width, height: height, red: 240, green: 232, blue: 210)
    for line in 0..<5 {
      page.fillRectangle(x: 2, y: 4 + line * 5, width: width - 4, height: 1, .black)
    }
    page.drawText("g_clef/L3", x: 3, y: 6, .red)
    return page
  }

  /// A PNG file put together by hand: uncompressed deflate blocks, any colour type. `gamma` is in
  /// 1/100,000; interlaced rows are those of the seven passes.
  static func png(
    width: Int, height: Int, bitDepth: UInt8, colorType: UInt8, rows: [[UInt8]],
    palette: [UInt8] = [], transparency: [UInt8] = [], gamma: UInt32? = nil,
    isInterlaced: Bool = false
  ) -> [UInt8] {
    var data: [UInt8] = []
    for row in rows { data += [0] + row }
    var stream: [UInt8] = [0x78, 0x01, 0x01]
    stream += littleEndian(UInt16(data.count)) + littleEndian(~UInt16(data.count)) + data
    stream += bigEndian(adler(data))
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    file += chunk(
      "IHDR",
      bigEndian(UInt32(width)) + bigEndian(UInt32(height))
        + [bitDepth, colorType, 0, 0, isInterlaced ? 1 : 0])
    if let gamma { file += chunk("gAMA", bigEndian(gamma)) }
    if !palette.isEmpty { file += chunk("PLTE", palette) }
    if !transparency.isEmpty { file += chunk("tRNS", transparency) }
    return file + chunk("IDAT", stream) + chunk("IEND", [])
  }

  static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return bigEndian(UInt32(data.count)) + body + bigEndian(crc(body))
  }

  // An independent CRC-32, bit by bit.
  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }

  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return high << 16 | low
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }

  private static func littleEndian(_ value: UInt16) -> [UInt8] {
    [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
  }
}
