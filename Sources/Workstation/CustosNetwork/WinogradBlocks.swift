/// How many tiles are transformed, multiplied and transformed back together, and by whom.
struct WinogradBlocks {
  /// Blocks of tiles of all images.
  let split: WorkSplit
  /// Whether all threads work on one block: where a kernel's positions are too large to be read again
  /// for each block that the second-level cache holds. Else each thread has blocks of its own.
  let isShared: Bool
  /// The most tiles of a block for this number of images or fewer.
  let longest: Int

  /// Kernels of up to this many bytes stay in the third-level cache.
  private static let largestOwnKernel = 3 << 20
  /// A block of one thread: about the second-level cache.
  private static let ownBlockBytes = 640 << 10
  /// A block of all threads: about the third-level cache.
  private static let sharedBlockBytes = 32 << 20

  /// - Parameter shared: whether all threads work on one block though the kernel is small.
  init(_ shape: FloatWinogradTiles, images: Int, shared: Bool = false) {
    let tiles = shape.count * images
    isShared = shared || shape.kernelFloats * 4 > Self.largestOwnKernel
    let bytes = shape.blockFloats(tiles: 1) * 4
    // Matrix products take six rows at a time.
    let wanted =
      isShared
      ? max(48, Self.sharedBlockBytes / bytes) / 6 * 6
      : min(48, max(24, Self.ownBlockBytes / bytes)) / 6 * 6
    longest = min(wanted, (tiles + 5) / 6 * 6)
    split = WorkSplit(count: tiles, parts: (tiles + wanted - 1) / wanted, multipleOf: 6)
  }

  /// Floats of scratch memory that `threads` threads need.
  func floats(_ shape: FloatWinogradTiles, threads: Int) -> Int {
    shape.blockFloats(tiles: longest) * (isShared ? 1 : threads)
  }
}

/// The positions of a block of tiles in scratch memory: those of the map with `inputs` channels, then
/// those of the map with `outputs`.
struct WinogradMemory {
  let inputs: UnsafeMutablePointer<Float>
  let inputRow: Int
  let inputPosition: Int
  let outputs: UnsafeMutablePointer<Float>
  let outputRow: Int
  let outputPosition: Int

  /// Lays out `tiles` tiles from `start` on.
  init(_ shape: FloatWinogradTiles, tiles: Int, at start: UnsafeMutablePointer<Float>) {
    inputs = start
    inputRow = FloatWinogradTiles.rowStride(shape.inputs)
    inputPosition = FloatWinogradTiles.positionStride(shape.inputs, tiles: tiles)
    outputs = start + FloatWinogradTiles.positions * inputPosition
    outputRow = FloatWinogradTiles.rowStride(shape.outputs)
    outputPosition = FloatWinogradTiles.positionStride(shape.outputs, tiles: tiles)
  }
}
