/// EXIF data with an orientation, as cameras put it into their files.
public enum ExifSample {
  /// A TIFF structure whose directory has two entries: the resolution's unit and the orientation.
  public static func tiff(orientation: Int, isBigEndian: Bool) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      let bytes = (0..<count).map { UInt8(value >> (8 * $0) & 255) }
      return isBigEndian ? bytes.reversed() : bytes
    }
    func entry(_ tag: Int, _ value: Int) -> [UInt8] {
      number(tag, 2) + number(3, 2) + number(1, 4) + number(value, 2) + [0, 0]
    }
    let order: [UInt8] = isBigEndian ? [0x4D, 0x4D] : [0x49, 0x49]
    return order + number(42, 2) + number(8, 4) + number(2, 2) + entry(0x0128, 2)
      + entry(0x0112, orientation) + number(0, 4)
  }

  /// A JPEG file with the data.
  public static func marked(_ jpeg: [UInt8], _ exif: [UInt8]) -> [UInt8] {
    let content = Array("Exif".utf8) + [0, 0] + exif
    let length = content.count + 2
    return Array(jpeg[..<2]) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + content
      + jpeg[2...]
  }
}
