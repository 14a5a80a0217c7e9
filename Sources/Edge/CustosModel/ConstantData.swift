/// The read-only bytes of a model's weights, owned by this object (an array or a mapped file).
public final class ConstantData: @unchecked Sendable {
  private let storage: UnsafeMutableRawBufferPointer

  /// Copies `bytes` into 64-byte aligned memory.
  public init(_ bytes: [UInt8]) {
    storage = .allocate(byteCount: bytes.count, alignment: 64)
    storage.copyBytes(from: bytes)
  }

  deinit { storage.deallocate() }

  /// All bytes, valid as long as this object lives; 64-byte aligned.
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(storage) }
}
