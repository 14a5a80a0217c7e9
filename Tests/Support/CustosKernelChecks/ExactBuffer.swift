/// Memory of exactly `count` elements, without anything around it.
final class ExactBuffer<Element> {
  /// The first element, 64-byte aligned.
  let base: UnsafeMutablePointer<Element>
  /// Number of elements.
  let count: Int
  private let storage: UnsafeMutableRawPointer

  /// Reserves memory of zeros.
  init(count: Int) {
    let byteCount = count * MemoryLayout<Element>.stride
    storage = .allocate(byteCount: max(1, byteCount), alignment: 64)
    storage.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    base = storage.bindMemory(to: Element.self, capacity: count)
    self.count = count
  }

  deinit { storage.deallocate() }
}
