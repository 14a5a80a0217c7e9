import CustosPlatform

/// CRC-32 checksums as text.
public enum Digest {
  /// Eight hexadecimal digits.
  public static func text(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// The checksum of a whole file.
  ///
  /// - Throws: `PlatformError.cannotRead`.
  public static func ofFile(_ path: String) throws -> String {
    let file = try MappedFile(path)
    return withExtendedLifetime(file) { text(CRC32.checksum(file.bytes)) }
  }
}
