import CCustosKernels

/// 64-byte aligned memory that is freed with its one owner.
struct AlignedMemory: ~Copyable {
  /// The first byte.
  let base: UnsafeMutableRawPointer

  /// Reserves memory, or gives nil when the system has none left.
  init?(byteCount: Int) {
    guard let base = custos_allocate_aligned(max(1, byteCount)) else { return nil }
    self.base = base
  }

  deinit { custos_free_aligned(base) }
}
