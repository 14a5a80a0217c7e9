import CExactMemory

/// Memory of exactly `count` elements, which ends where a page begins that nobody may touch: a kernel
/// that reads or writes behind its end stops the program, on the desktop and on emulated boards.
final class ExactBuffer<Element> {
  /// The first element; aligned as elements are, not more.
  let base: UnsafeMutablePointer<Element>
  /// Number of elements.
  let count: Int

  private var byteCount: Int { count * MemoryLayout<Element>.stride }

  /// Reserves memory of zeros.
  init(count: Int) {
    self.count = count
    base = exact_memory_reserve(count * MemoryLayout<Element>.stride)
      .bindMemory(to: Element.self, capacity: count)
  }

  deinit { exact_memory_release(base, byteCount) }
}
