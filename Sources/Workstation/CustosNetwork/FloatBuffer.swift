import CCustosKernels
package import CustosPlatform

/// A block of float32 in memory, aligned to 64 bytes, in large pages where it is large; zero at first.
package final class FloatBuffer: @unchecked Sendable {
  package let pointer: UnsafeMutablePointer<Float>
  package let count: Int

  /// Takes the memory of `count` numbers.
  ///
  /// - Throws: `PlatformError.outOfMemory`.
  package init(count: Int) throws(PlatformError) {
    self.count = max(count, 1)
    let bytes = self.count * MemoryLayout<Float>.stride
    guard let memory = custos_allocate_aligned(bytes) else {
      throw .outOfMemory(purpose: "the network, \(bytes) bytes")
    }
    pointer = memory.bindMemory(to: Float.self, capacity: self.count)
    pointer.initialize(repeating: 0, count: self.count)
  }

  /// All of it, valid as long as the buffer lives.
  package var elements: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: pointer, count: count)
  }

  deinit { custos_free_aligned(pointer) }
}
