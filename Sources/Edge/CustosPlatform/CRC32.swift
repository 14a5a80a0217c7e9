import CCustosPlatform

/// The CRC-32 of zlib, gzip and PNG (polynomial 0xEDB88320, reflected).
public struct CRC32: Equatable, Sendable {
  /// The checksum of everything up to now; 0 for nothing.
  public private(set) var value: UInt32 = 0

  /// Starts a checksum.
  public init() {}

  /// Continues the checksum over `bytes`.
  public mutating func update(_ bytes: RawSpan) {
    guard !bytes.isEmpty else { return }
    value = bytes.withUnsafeBytes { custos_crc32(value, $0.baseAddress, $0.count) }
  }

  /// The checksum of `bytes` alone.
  public static func checksum(_ bytes: RawSpan) -> UInt32 {
    var crc = CRC32()
    crc.update(bytes)
    return crc.value
  }

  /// The checksum of `bytes` alone.
  public static func checksum(_ bytes: [UInt8]) -> UInt32 {
    checksum(bytes.span.bytes)
  }

  /// A checksum as eight hexadecimal digits.
  public static func text(of checksum: UInt32) -> String {
    let digits = String(checksum, radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }
}
