import CCustosKernels

/// What each worker of a convolution writes down for one call of the matrix kernel: where the pixels
/// come from and go to, and their gathered runs. Allocated once; every worker has cache lines of its own.
final class ConvolutionScratch {
  /// Pixels that there is room for: enough to make the costs of a call small, few enough that what
  /// they read stays in the first-level cache with a block of weights.
  private static let capacity = 64

  /// Most pixels of a call, whole tiles.
  let pixelsPerCall: Int
  private let geometry: ConvolutionGeometry
  private let pointers: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  private let gathered: UnsafeMutableRawPointer
  private let gatheredPixelStride: Int

  /// Reserves the memory of all workers.
  init(geometry: ConvolutionGeometry, tilePixels: Int, threads: Int) {
    pixelsPerCall = Self.capacity / tilePixels * tilePixels
    self.geometry = geometry
    let count = 3 * Self.capacity * threads
    pointers =
      UnsafeMutableRawPointer
      .allocate(byteCount: count * MemoryLayout<UnsafeRawPointer>.stride, alignment: 64)
      .initializeMemory(as: UnsafeMutableRawPointer?.self, repeating: nil, count: count)
    // Room for what gathering writes past the last run and for what the kernel reads past it.
    gatheredPixelStride = geometry.isGathered ? (geometry.runLength + 15 + 15) & ~15 : 0
    let byteCount = Self.capacity * threads * gatheredPixelStride
    gathered = .allocate(byteCount: byteCount, alignment: 64)
    gathered.initializeMemory(as: Int8.self, repeating: 0, count: byteCount)
    for worker in 0..<threads {
      for pixel in 0..<Self.capacity {
        row(2, worker)[pixel] =
          gathered + (worker * Self.capacity + pixel) * gatheredPixelStride
      }
    }
  }

  deinit {
    pointers.deallocate()
    gathered.deallocate()
  }

  /// Where the worker's pixels begin in the input.
  func inputs(_ worker: Int) -> UnsafeMutablePointer<UnsafePointer<Int8>?> {
    UnsafeMutableRawPointer(row(0, worker)).assumingMemoryBound(to: UnsafePointer<Int8>?.self)
  }

  /// Where the worker's pixels go.
  func outputs(_ worker: Int) -> UnsafeMutablePointer<UnsafeMutableRawPointer?> { row(1, worker) }

  /// Copies the runs of `count` pixels together if the geometry says so, and gives what the kernel is
  /// to read.
  func gather(
    _ inputs: UnsafeMutablePointer<UnsafePointer<Int8>?>, _ count: Int, _ worker: Int
  ) -> UnsafeMutablePointer<UnsafePointer<Int8>?> {
    guard geometry.isGathered else { return inputs }
    let copies = UnsafeMutableRawPointer(row(2, worker))
      .assumingMemoryBound(to: UnsafePointer<Int8>?.self)
    custos_igemm_gather(
      count, geometry.inputRuns, geometry.inputRunLength, geometry.inputRunStride, inputs,
      UnsafeMutablePointer(mutating: copies[0]), gatheredPixelStride)
    return copies
  }

  private func row(_ index: Int, _ worker: Int) -> UnsafeMutablePointer<UnsafeMutableRawPointer?> {
    pointers + (3 * worker + index) * Self.capacity
  }
}
