import CCustosKernels
package import CustosPlatform

/// A block of float32 in memory, aligned to 64 bytes, in large pages where it is large; zero at first.
package final class FloatBuffer: @unchecked Sendable {
  package let pointer: UnsafeMutablePointer<Float>
  package let count: Int

  /// Buffers of so many bytes are compared with what machine and control groups leave: who touches more
  /// than that is ended by the kernel without a word.
  private static let comparedByteCount = 1 << 20
  /// What has to be left for everything else.
  private static let spareByteCount = 16 << 20

  /// Takes the memory of `count` numbers.
  ///
  /// - Throws: `PlatformError.outOfMemory`, also where the memory could be had but not be used.
  package init(count: Int) throws(PlatformError) {
    self.count = max(count, 1)
    let bytes = self.count * MemoryLayout<Float>.stride
    guard bytes < Self.comparedByteCount || bytes + Self.spareByteCount <= MemoryLimit.bytes(),
      let memory = custos_allocate_aligned(bytes)
    else {
      throw .outOfMemory(purpose: "the network, \(bytes) bytes")
    }
    pointer = memory.bindMemory(to: Float.self, capacity: self.count)
    pointer.initialize(repeating: 0, count: self.count)
  }

  /// Its size.
  package var byteCount: Int { count * MemoryLayout<Float>.stride }

  /// All of it, valid as long as the buffer lives.
  package var elements: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: pointer, count: count)
  }

  deinit { custos_free_aligned(pointer) }
}
