import CCustosFloatKernels
import CustosPlatform

/// Memory that layers use while they run, made once for the largest need.
final class Scratch {
  /// Parts that elementwise work is cut into: more than threads, so that a late thread does not
  /// hold up the others for long.
  let partCount: Int
  /// Patches of a block of output pixels, one buffer for each worker.
  let patches: [FloatBuffer]
  /// A kernel turned by 180 degrees with its channels exchanged.
  let turnedKernel: FloatBuffer
  /// A kernel, turned or not, in panels of 16 columns.
  let panels: FloatBuffer
  /// Partial sums of a kernel's gradient.
  let partialKernels: FloatBuffer
  /// For each part two sums a channel.
  let sums: UnsafeMutablePointer<Double>
  /// One value a channel for each worker.
  let channelRows: [FloatBuffer]
  let maximumChannels: Int
  /// For each image two sums a channel; with shards.
  let imageSums: UnsafeMutablePointer<Double>
  /// Gradients of a kernel, one for each of the own shards.
  let shardKernels: FloatBuffer
  /// Sums of shards of a block of a kernel, for each worker.
  let shardStacks: [FloatBuffer]
  /// For each shard of the batch two sums a channel.
  let shardSums: UnsafeMutablePointer<Double>
  /// Positions of a kernel for Winograd's convolution, or for each thread those of its gradient.
  let winogradKernel: FloatBuffer
  /// Positions of blocks of tiles for Winograd's convolution.
  let winogradBlocks: FloatBuffer

  init(
    graph: Graph, batchSize: Int, threads: Int, training: Bool, algorithms: ConvolutionAlgorithms,
    shards: ShardTree?
  ) throws(PlatformError) {
    // Blocks of rows that do not depend on the number of threads.
    let rowThreads = shards == nil ? threads : 1
    partCount = threads == 1 ? 1 : threads * 2
    var patchFloats = 0
    var kernelFloats = 0
    var panelFloats = 0
    var partialFloats = 0
    var winogradKernelFloats = 0
    var winogradBlockFloats = 0
    maximumChannels = graph.nodes.map(\.shape.channels).max() ?? 1
    for (index, node) in graph.nodes.enumerated() {
      for direction in ConvolutionAlgorithms.Direction.allCases {
        guard let tiles = algorithms.winograd(index, direction) else { continue }
        let isShared =
          direction == .kernel && (shards?.shard.indices.count ?? threads) < threads
        let blocks = WinogradBlocks(tiles, images: batchSize, shared: isShared)
        let kernels = direction == .kernel && !blocks.isShared ? threads : 1
        winogradKernelFloats = max(winogradKernelFloats, kernels * tiles.kernelFloats)
        winogradBlockFloats = max(winogradBlockFloats, blocks.floats(tiles, threads: threads))
        guard direction == .kernel, let shards else { continue }
        let images = shards.shard.longest(of: batchSize)
        let count = min(
          shards.shard.indices.count, WinogradFactors.mostShards(tiles, images: images))
        winogradBlockFloats = max(
          winogradBlockFloats, WinogradFactors.floats(tiles, images: count * images))
      }
      guard let product = ConvolutionShape(graph, node) else { continue }
      if product.usesPanels { panelFloats = max(panelFloats, product.inner * product.columns) }
      let rows = batchSize * product.outputPixels
      if !product.isPlain {
        let block = WorkSplit.longestMatrixRows(
          rows, inner: product.inner, threads: rowThreads)
        patchFloats = max(patchFloats, block * product.inner)
      }
      guard training else { continue }
      kernelFloats = max(kernelFloats, product.kernelCount)
      let split = KernelGradientSplit(product, rows: rows, threads: rowThreads)
      patchFloats = max(patchFloats, split.longestBlock * split.inner.length)
      partialFloats = max(partialFloats, (split.mostRowParts - 1) * product.kernelCount)
      let backward = product.backwardInner
      let block = WorkSplit.longestMatrixRows(
        batchSize * product.inputPixels, inner: backward, threads: rowThreads)
      patchFloats = max(patchFloats, block * backward)
    }
    patches = try (0..<threads).map { _ throws(PlatformError) in try FloatBuffer(count: patchFloats)
    }
    turnedKernel = try FloatBuffer(count: kernelFloats)
    panels = try FloatBuffer(count: panelFloats)
    partialKernels = try FloatBuffer(count: partialFloats)
    let channels = maximumChannels
    channelRows = try (0..<threads).map { _ throws(PlatformError) in
      try FloatBuffer(count: channels)
    }
    winogradKernel = try FloatBuffer(count: winogradKernelFloats)
    winogradBlocks = try FloatBuffer(count: winogradBlockFloats)
    let stackFloats = training && shards != nil ? custos_shard_stack_floats : 0
    shardStacks = try (0..<threads).map { _ throws(PlatformError) in
      try FloatBuffer(count: stackFloats)
    }
    let ownShards = shards?.shard.indices.count ?? 0
    let parts = max(partCount, ownShards)
    sums = .allocate(capacity: parts * 2 * maximumChannels)
    sums.initialize(repeating: 0, count: parts * 2 * maximumChannels)
    let imageSumCount = training && shards != nil ? batchSize * 2 * maximumChannels : 1
    imageSums = .allocate(capacity: imageSumCount)
    imageSums.initialize(repeating: 0, count: imageSumCount)
    let shardSumCount = (shards?.shard.count ?? 0) * 2 * maximumChannels
    shardSums = .allocate(capacity: max(1, shardSumCount))
    shardSums.initialize(repeating: 0, count: max(1, shardSumCount))
    // Sums a channel of the own shards are put there as well.
    let shardFloats = training ? max(kernelFloats, 2 * maximumChannels) : 0
    shardKernels = try FloatBuffer(count: ownShards * shardFloats)
  }

  /// What the buffers take.
  var byteCount: Int {
    (patches + channelRows + shardStacks + [
      turnedKernel, panels, partialKernels, winogradKernel, winogradBlocks, shardKernels,
    ])
    .reduce(0) { $0 + $1.byteCount }
  }

  deinit {
    sums.deallocate()
    imageSums.deallocate()
    shardSums.deallocate()
  }
}
