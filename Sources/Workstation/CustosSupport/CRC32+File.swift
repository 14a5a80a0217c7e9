public import CustosPlatform

extension CRC32 {
  /// The checksum of a whole file, eight hexadecimal digits.
  ///
  /// - Throws: `PlatformError.cannotRead`.
  public static func text(ofFile path: String) throws -> String {
    text(of: try MappedFile(path).withBytes { checksum($0) })
  }
}
