/// A progressive JPEG of one component and many scans of next to no data, put together by hand.
enum ScanSample {
  static func jpeg(side: Int, scanCount: Int) -> [UInt8] {
    let blocks = ((side + 7) / 8) * ((side + 7) / 8)
    // One code of one bit: 0.
    let counts: [UInt8] = [1] + [UInt8](repeating: 0, count: 15)
    var file: [UInt8] = [0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0] + [UInt8](repeating: 1, count: 64)
    file += [0xFF, 0xC2, 0, 11, 8, UInt8(side >> 8), UInt8(side & 255)]
    file += [UInt8(side >> 8), UInt8(side & 255), 1, 1, 0x11, 0]
    file += [0xFF, 0xC4, 0, 20, 0x00] + counts + [0]
    // The end of a band that lasts 2^14 blocks and as many more as 14 bits say.
    file += [0xFF, 0xC4, 0, 20, 0x10] + counts + [0xE0]
    file += [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0]
    file += bits([Bool](repeating: false, count: blocks))
    let run = bits(
      (0..<(blocks + 32766) / 32767).flatMap { _ in [false] + [Bool](repeating: true, count: 14) })
    var scans = 1
    for coefficient in UInt8(1)...63 {
      for low in (UInt8(0)...13).reversed() where scans < scanCount {
        let high = low == 13 ? 0 : low + 1
        file += [0xFF, 0xDA, 0, 8, 1, 1, 0, coefficient, coefficient, high << 4 | low] + run
        scans += 1
      }
    }
    return file + [0xFF, 0xD9]
  }

  /// Bits as bytes, filled up with ones; a zero behind each FF.
  private static func bits(_ bits: [Bool]) -> [UInt8] {
    stride(from: 0, to: bits.count, by: 8).flatMap { start -> [UInt8] in
      let byte = (start..<start + 8).reduce(UInt8(0)) {
        $0 << 1 | ($1 >= bits.count || bits[$1] ? 1 : 0)
      }
      return byte == 0xFF ? [0xFF, 0] : [byte]
    }
  }
}
