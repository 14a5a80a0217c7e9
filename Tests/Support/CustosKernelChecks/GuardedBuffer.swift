/// Memory between two guard zones, so that a write outside it is noticed.
final class GuardedBuffer {
  private static let guardByteCount = 128
  private static let guardByte: UInt8 = 0xA5
  /// What the memory between the guards holds at first.
  static let fill: UInt8 = 0x5A

  private let start: UnsafeMutableRawPointer
  private let leadingByteCount: Int
  private let byteCount: Int

  /// The first byte between the guards, `misalignment` bytes past a multiple of 64.
  let base: UnsafeMutableRawPointer

  /// Reserves `byteCount` bytes.
  init(byteCount: Int, misalignment: Int = 0) {
    self.byteCount = byteCount
    leadingByteCount = Self.guardByteCount + misalignment
    let total = leadingByteCount + byteCount + Self.guardByteCount
    start = .allocate(byteCount: total, alignment: 64)
    start.initializeMemory(as: UInt8.self, repeating: Self.guardByte, count: total)
    base = start + leadingByteCount
    base.initializeMemory(as: UInt8.self, repeating: Self.fill, count: byteCount)
  }

  deinit { start.deallocate() }

  /// The bytes between the guards as elements.
  func elements<Element>(_ type: Element.Type) -> UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(
      start: base.bindMemory(to: type, capacity: byteCount / MemoryLayout<Element>.stride),
      count: byteCount / MemoryLayout<Element>.stride)
  }

  /// Whether no byte of the guards has changed.
  var isIntact: Bool {
    let bytes = start.assumingMemoryBound(to: UInt8.self)
    for index in 0..<leadingByteCount where bytes[index] != Self.guardByte { return false }
    let end = leadingByteCount + byteCount
    for index in end..<end + Self.guardByteCount where bytes[index] != Self.guardByte {
      return false
    }
    return true
  }
}
