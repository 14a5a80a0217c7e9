/// The checksum of TensorFlow's record files: CRC-32C (Castagnoli, reflected polynomial 0x82F63B78),
/// rotated and shifted so that a checksum of data that holds checksums stays sound.
enum MaskedCRC32C {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 1 ? (value >> 1) ^ 0x82f6_3b78 : value >> 1
    }
  }

  /// The CRC-32C itself.
  static func crc(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { value, byte in
      table[Int((value ^ UInt32(byte)) & 0xff)] ^ (value >> 8)
    }
  }

  /// The masked form that record files hold.
  static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let value = crc(bytes)
    return ((value >> 15) | (value << 17)) &+ 0xa282_ead8
  }
}
