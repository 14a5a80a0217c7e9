import CCustosKernels

/// How the tiles of a layer are cut into blocks, and the scratch memory that takes:
///
///     transformed inputs of `heldBlocks` blocks | products of thread 0 | its weights | products of thread 1 | ...
struct WinogradBlocking {
  /// Least and most tiles of a block, whose products a thread holds at once: 48 with 16 channels
  /// are 110 KB.
  private static let blockTiles = 24...48
  /// Bytes of transformed inputs per thread: half of the smallest second-level cache among the
  /// boards.
  private static let transformedByteLimit = 256 << 10

  /// Number of input channels whose weights are transformed at once when they are used. Few enough
  /// that a row of them, 24 KB for blocks of 16 output channels, stays in a near cache; many enough
  /// that adding to earlier sums costs little.
  static let channelsInUse = 128

  /// Least number of blocks per thread with which each thread transforms for itself.
  private static let ownBlocksPerThread = 4
  /// Least number of items per thread that larger items must leave, so that threads that finish
  /// early find more work.
  private static let itemsPerThread = 8

  /// Tiles that the kernel takes at once; blocks are whole multiples but for the last.
  private let mr: Int
  /// Tiles of the layer, and how often the kernel takes some.
  private let tileCount: Int
  private let groups: Int
  /// Number of blocks.
  let count: Int
  /// Tiles of the longest block.
  let tiles: Int
  /// Whether the threads first transform the inputs of several blocks together, and then multiply. Otherwise every
  /// thread transforms those of the block it works on for itself: there are blocks enough for all, or it takes
  /// less time than to fetch what another core has in its cache.
  let isShared: Bool
  /// Number of blocks whose transformed inputs are held at once: one per thread where they are not shared.
  let heldBlocks: Int
  /// Elements between positions of the transformed inputs of one block, `[36][tiles][C_in]` int16.
  let transformedStride: Int
  /// Bytes of them.
  let transformedByteCount: Int
  /// Where the first thread's products begin; a multiple of 64.
  let productOffset: Int
  /// Elements between positions of one thread's products, `[36][tiles][nr]` int32.
  let productStride: Int
  /// Bytes of them, a multiple of 64.
  let productByteCount: Int
  /// Blocks of output channels of an item: two, which read the transformed inputs once, where a
  /// block of these does not fit the second-level cache, else one.
  let channelBlocks: Int
  /// Bytes of a thread's products of all its channel blocks and of its weights; a multiple of 64.
  let threadByteCount: Int
  /// Bytes of everything for all threads.
  let byteCount: Int

  /// Blocks of about as many bytes of products as of weights.
  static func blockCount(_ tileCount: Int, inputChannels: Int) -> Int {
    let limit = min(max(inputChannels / 2, blockTiles.lowerBound), blockTiles.upperBound)
    return (tileCount + limit - 1) / limit
  }

  /// Cuts `tileCount` tiles.
  init(tileCount: Int, geometry: WinogradGeometry, kernel: custos_winograd_kernel, threads: Int) {
    mr = kernel.mr
    self.tileCount = tileCount
    groups = (tileCount + mr - 1) / mr
    count = min(groups, Self.blockCount(tileCount, inputChannels: geometry.inputChannels))
    tiles = min(tileCount, (groups + count - 1) / count * mr)
    isShared =
      threads > 1 && kernel.shares_inputs != 0 && count < Self.ownBlocksPerThread * threads
    transformedStride = Self.stride(tiles * geometry.inputChannels, elementSize: 2)
    transformedByteCount = 2 * WinogradGeometry.positions * transformedStride
    heldBlocks =
      isShared
      ? min(count, max(1, Self.transformedByteLimit * threads / transformedByteCount)) : threads
    productOffset = (heldBlocks * transformedByteCount + 63) & ~63
    productStride = Self.stride(tiles * kernel.nr, elementSize: 4)
    productByteCount = 4 * WinogradGeometry.positions * productStride
    let outputBlocks = geometry.outputChannels / kernel.nr
    channelBlocks =
      transformedByteCount > Self.transformedByteLimit && outputBlocks % 2 == 0
        && count * outputBlocks >= Self.itemsPerThread * threads ? 2 : 1
    let weights =
      switch geometry.weights {
      case .ahead: 0
      case .inUse: 2 * WinogradGeometry.side * Self.channelsInUse * kernel.nr
      }
    threadByteCount = (channelBlocks * productByteCount + weights + 63) & ~63
    // When the weights are packed, a block of them lies here.
    byteCount = max(
      productOffset + threads * threadByteCount, geometry.untransformedByteCount(kernel))
  }

  /// The tiles of block `index`.
  func block(_ index: Int) -> Range<Int> {
    index * groups / count * mr..<min(tileCount, (index + 1) * groups / count * mr)
  }

  /// An odd number of cache lines: what lies at the 36 positions of a tile must not fall into the
  /// same few sets of a cache.
  private static func stride(_ elements: Int, elementSize: Int) -> Int {
    let line = 64 / elementSize
    return ((elements + line - 1) / line | 1) * line
  }
}
