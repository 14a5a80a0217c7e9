public import CustosPlatform

extension CRC32 {
  /// The checksum of a whole file, eight hexadecimal digits.
  ///
  /// - Throws: `PlatformError.cannotRead`.
  public static func text(ofFile path: String) throws -> String {
    let file = try MappedFile(path)
    return withExtendedLifetime(file) { text(of: checksum(file.bytes)) }
  }
}
