/// Values in bytes from outside. Places are checked, and every bit pattern is a value of these types, so
/// that nothing here is unsafe although the standard library's names say so.
extension RawSpan {
  /// The byte at a place.
  @inlinable public func uint8(at offset: Int) -> UInt8 {
    unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
  }

  /// Four bytes from a place on, of any alignment, the least significant one first.
  @inlinable public func uint32(at offset: Int) -> UInt32 {
    UInt32(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// Eight bytes from a place on, of any alignment, the least significant one first.
  @inlinable public func uint64(at offset: Int) -> UInt64 {
    UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Whether the first bytes are these.
  public func starts(with beginning: [UInt8]) -> Bool {
    beginning.count <= byteCount && beginning.indices.allSatisfy { uint8(at: $0) == beginning[$0] }
  }
}

extension [UInt8] {
  /// Copies bytes.
  public init(copying bytes: RawSpan) { self = bytes.withUnsafeBytes { [UInt8]($0) } }
}
