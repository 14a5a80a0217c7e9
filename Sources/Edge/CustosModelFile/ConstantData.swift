import CustosPlatform

/// The read-only bytes of a model's weights, a part of memory that its copies share.
public struct ConstantData: Sendable {
  private let memory: SharedMemory
  private let range: Range<Int>

  /// Copies `bytes` into 64-byte aligned memory.
  public init(_ bytes: [UInt8]) { self.init(copying: bytes.span.bytes) }

  /// Copies `bytes` into 64-byte aligned memory.
  init(copying bytes: RawSpan) {
    memory = SharedMemory(.copied(AlignedCopy(bytes)))
    range = 0..<bytes.byteCount
  }

  /// Takes over a file, which stays mapped as long as one of its parts is used.
  init(of file: consuming MappedFile) {
    range = 0..<file.count
    memory = SharedMemory(.mapped(file))
  }

  private init(_ memory: SharedMemory, _ range: Range<Int>) {
    self.memory = memory
    self.range = range
  }

  /// Number of bytes.
  public var count: Int { range.count }

  /// A part, counted from the start of this one; nothing is copied.
  public subscript(part: Range<Int>) -> ConstantData {
    precondition(part.lowerBound >= 0 && part.upperBound <= count, "the part lies in the constants")
    let start = range.lowerBound + part.lowerBound
    return ConstantData(memory, start..<start + part.count)
  }

  /// Calls `body` with the bytes; all of a model's constants start at a multiple of 64.
  public func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try memory.withBytes { bytes throws(Failure) in try body(bytes.extracting(range)) }
  }

  /// Calls `body` with the bytes as int8.
  public func withInt8<Result, Failure: Error>(
    _ body: (Span<Int8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withBytes { bytes throws(Failure) in
      try bytes.withUnsafeBytes { bytes throws(Failure) in
        try body(bytes.bindMemory(to: Int8.self).span)
      }
    }
  }

  /// Copies the bytes.
  public func copy() -> [UInt8] { withBytes { [UInt8](copying: $0) } }

  /// Copies the bytes as little-endian int32.
  public func int32s() -> [Int32] {
    withBytes { bytes in
      var values: [Int32] = []
      values.reserveCapacity(count / 4)
      for index in 0..<count / 4 { values.append(Int32(bitPattern: bytes.uint32(at: 4 * index))) }
      return values
    }
  }

  /// Copies the bytes as little-endian float32.
  public func floats() -> [Float] {
    int32s().map { Float(bitPattern: UInt32(bitPattern: $0)) }
  }
}

/// The memory behind constants.
private final class SharedMemory: Sendable {
  enum Owner: ~Copyable, Sendable {
    case copied(AlignedCopy)
    case mapped(MappedFile)
  }

  private let owner: Owner

  init(_ owner: consuming Owner) { self.owner = owner }

  func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch owner {
    case .copied(let copy): try copy.withBytes(body)
    case .mapped(let file): try file.withBytes(body)
    }
  }
}

/// Memory of its own with a copy of bytes, 64-byte aligned.
private struct AlignedCopy: ~Copyable, @unchecked Sendable {
  private let bytes: UnsafeRawBufferPointer

  init(_ source: RawSpan) {
    let storage = UnsafeMutableRawBufferPointer.allocate(
      byteCount: source.byteCount, alignment: 64)
    source.withUnsafeBytes { storage.copyMemory(from: $0) }
    bytes = UnsafeRawBufferPointer(storage)
  }

  deinit { bytes.deallocate() }

  func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let all = bytes
    return try body(all.bytes)
  }
}
