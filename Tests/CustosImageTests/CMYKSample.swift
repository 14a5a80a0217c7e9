import CustosImage

/// A baseline JPEG with four components and one flat block each, put together by hand.
enum CMYKSample {
  static func jpeg(width: UInt8, height: UInt8) -> [UInt8] {
    var file: [UInt8] = [0xFF, 0xD8]
    file += [0xFF, 0xDB, 0, 67, 0] + [UInt8](repeating: 1, count: 64)
    file += [0xFF, 0xC0, 0, 20, 8, 0, height, 0, width, 4]
    for component in UInt8(1)...4 { file += [component, 0x11, 0] }
    // One code of one bit, for the value 0, in the tables of DC and AC.
    let counts: [UInt8] = [1] + [UInt8](repeating: 0, count: 15)
    file += [0xFF, 0xC4, 0, 20, 0x00] + counts + [0]
    file += [0xFF, 0xC4, 0, 20, 0x10] + counts + [0]
    file += [0xFF, 0xDA, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]
    return file + [0, 0, 0, 0, 0xFF, 0xD9]
  }
}
