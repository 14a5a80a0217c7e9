import CustosTestSupport

extension ExifSample {
  /// A PNG file with the data, behind its header.
  static func marked(png: [UInt8], _ exif: [UInt8]) -> [UInt8] {
    Array(png[..<33]) + Samples.chunk("eXIf", exif) + png[33...]
  }
}
