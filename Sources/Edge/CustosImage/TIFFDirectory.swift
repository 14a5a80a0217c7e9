/// The first directory of a TIFF structure, as EXIF and multi-picture segments hold one.
struct TIFFDirectory {
  private let bytes: [UInt8]
  private let isBigEndian: Bool

  /// Nil unless the bytes begin as TIFF does, with the order of its numbers.
  init?(_ bytes: [UInt8]) {
    if bytes.starts(with: [0x49, 0x49, 0x2A, 0]) {
      isBigEndian = false
    } else if bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]) {
      isBigEndian = true
    } else {
      return nil
    }
    self.bytes = bytes
  }

  /// The first number of the entry with this tag, of 16 bits or of 32; nil where there is none.
  func value(of tag: Int) -> Int? {
    guard let start = number(at: 4, byteCount: 4), let count = number(at: start, byteCount: 2)
    else { return nil }
    for index in 0..<count {
      let entry = start + 2 + index * 12
      guard let found = number(at: entry, byteCount: 2) else { return nil }
      guard found == tag else { continue }
      return switch number(at: entry + 2, byteCount: 2) {
      case 3: number(at: entry + 8, byteCount: 2)
      case 4: number(at: entry + 8, byteCount: 4)
      default: nil
      }
    }
    return nil
  }

  private func number(at offset: Int, byteCount: Int) -> Int? {
    guard offset + byteCount <= bytes.count else { return nil }
    var value = 0
    for index in 0..<byteCount {
      let place = isBigEndian ? index : byteCount - 1 - index
      value = value << 8 | Int(bytes[offset + place])
    }
    return value
  }
}
