/// The read-only bytes of a model's weights, owned by this object or by one that it keeps alive.
public final class ConstantData: @unchecked Sendable {
  private let owned: UnsafeMutableRawBufferPointer?
  private let owner: AnyObject?

  /// All bytes, valid as long as this object lives; 64-byte aligned.
  public let bytes: UnsafeRawBufferPointer

  /// Copies `bytes` into 64-byte aligned memory.
  public convenience init(_ bytes: [UInt8]) {
    self.init(length: bytes.count) { $0.copyBytes(from: bytes) }
  }

  /// Copies `bytes` into 64-byte aligned memory.
  public convenience init(copying bytes: UnsafeRawBufferPointer) {
    self.init(length: bytes.count) { $0.copyMemory(from: bytes) }
  }

  /// Shows `bytes`, 64-byte aligned, which stay valid and unchanged as long as `owner` lives.
  public init(_ bytes: UnsafeRawBufferPointer, ownedBy owner: AnyObject) {
    owned = nil
    self.owner = owner
    self.bytes = bytes
  }

  private init(length: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
    let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 64)
    fill(storage)
    owned = storage
    owner = nil
    bytes = UnsafeRawBufferPointer(storage)
  }

  deinit { owned?.deallocate() }
}
