import CCustosKernels

/// A block of float32 in memory, aligned to 64 bytes, in large pages where it is large; zero at first.
final class FloatBuffer: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  let count: Int

  init(count: Int) {
    self.count = max(count, 1)
    let bytes = self.count * MemoryLayout<Float>.stride
    guard let memory = custos_allocate_aligned(bytes) else {
      fatalError("the system has no \(bytes) bytes of memory left; take smaller batches.")
    }
    pointer = memory.bindMemory(to: Float.self, capacity: self.count)
    pointer.initialize(repeating: 0, count: self.count)
  }

  deinit { custos_free_aligned(pointer) }

  func clear() { pointer.update(repeating: 0, count: count) }
}

/// A pointer that closures of a `ThreadPool` may share; they write to disjoint parts.
struct SharedPointer<Element>: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Element>
}
