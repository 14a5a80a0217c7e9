import CCustosFloatKernels
import CustosPlatform

/// Sums over images along the tree of shards: each shard's on its own, then those of two and two.
extension Network {
  /// Elements of a block in which partial sums stay in the second-level cache.
  private static let blockLength = 4096

  /// Calls `body` for blocks of the rows of a matrix with one for each of the images' `pixels`, in parallel;
  /// with shards the blocks are the same ones for any number of threads and processes.
  func forEachMatrixBlock(
    pixels: Int, inner: Int, _ body: (_ rows: Range<Int>, _ worker: Int) -> Void
  ) {
    guard shards != nil else {
      let split = WorkSplit.matrixRows(
        imageCount * pixels, inner: inner, threads: pool.threadCount)
      return pool.run(split.parts) { part, worker in body(split[part], worker) }
    }
    let blocks = shardImages.flatMap { images in
      Self.blocks(images.lowerBound * pixels..<images.upperBound * pixels, inner: inner)
    }
    pool.run(blocks.count) { part, worker in body(blocks[part], worker) }
  }

  private static func blocks(_ rows: Range<Int>, inner: Int) -> [Range<Int>] {
    guard !rows.isEmpty else { return [] }
    let split = WorkSplit.matrixRows(rows.count, inner: inner, threads: 1)
    return (0..<split.parts).map { part in
      rows.lowerBound + split[part].lowerBound..<rows.lowerBound + split[part].upperBound
    }
  }

  // MARK: Kernels

  /// The gradient of a kernel for each of the own nodes.
  func backwardShardedKernel(_ index: Int, _ shape: ConvolutionShape, at offset: Int) {
    let partials = scratch.shardKernels.pointer
    if let tiles = algorithms.winograd(index, .kernel) {
      shardedKernelGradients(index, shape, tiles, into: partials)
    } else {
      shardedKernelGradients(index, shape, into: partials)
    }
    addUp(partials, of: shape.kernelCount, at: offset)
  }

  private func shardedKernelGradients(
    _ index: Int, _ shape: ConvolutionShape, _ tiles: FloatWinogradTiles,
    into partials: UnsafeMutablePointer<Float>
  ) {
    let input = value(graph.nodes[index].inputs[0])
    let output = gradient(index)
    let (inputSize, outputSize) = (
      shape.inputPixels * shape.channels, shape.outputPixels * shape.columns
    )
    let isShared = WinogradBlocks(tiles, images: batchSize).isShared
    func run(_ shard: Int, _ body: (UnsafePointer<Float>, UnsafePointer<Float>, Int) -> Void) {
      let images = shardImages[shard]
      guard !images.isEmpty else {
        (partials + shard * shape.kernelCount).update(repeating: 0, count: shape.kernelCount)
        return
      }
      body(
        input + images.lowerBound * inputSize, output + images.lowerBound * outputSize,
        images.count)
    }
    if isShared {
      for shard in shardImages.indices {
        run(shard) { map, gradient, count in
          kernelGradient(
            of: map, gradient, tiles, images: count, into: partials + shard * shape.kernelCount)
        }
      }
    } else {
      pool.run(shardImages.count) { shard, worker in
        run(shard) { map, gradient, count in
          kernelGradient(
            of: map, gradient, tiles, images: count, into: partials + shard * shape.kernelCount,
            onThread: worker)
        }
      }
    }
  }

  /// By matrix products: each of a shard's rows and of a range of the kernel's rows, which no sum crosses.
  private func shardedKernelGradients(
    _ index: Int, _ shape: ConvolutionShape, into partials: UnsafeMutablePointer<Float>
  ) {
    let input = value(graph.nodes[index].inputs[0])
    let output = gradient(index)
    let inner = WorkSplit(
      count: shape.inner, parts: max(1, min(8, shape.inner / 128)), multipleOf: 16)
    if shape.taps.count < shape.kernelTaps {
      partials.update(repeating: 0, count: shardImages.count * shape.kernelCount)
    }
    pool.run(shardImages.count * inner.parts) { part, worker in
      let (shard, columns) = (part / inner.parts, inner[part % inner.parts])
      let images = shardImages[shard]
      let target = partials + shard * shape.kernelCount
      guard !images.isEmpty else {
        shape.forEachRun(in: columns) { run, kernelRow in
          (target + kernelRow * shape.columns).update(
            repeating: 0, count: run.count * shape.columns)
        }
        return
      }
      let rows =
        images.lowerBound * shape.outputPixels..<images.upperBound * shape.outputPixels
      var isFirst = true
      for block in Self.blocks(rows, inner: columns.count) {
        addProducts(
          of: input, output, shape, block, columns, on: worker, keeps: !isFirst, into: target)
        isFirst = false
      }
    }
  }

  /// Adds the products of a block of rows to a range of the kernel's rows.
  func addProducts(
    of input: UnsafeMutablePointer<Float>, _ gradient: UnsafeMutablePointer<Float>,
    _ shape: ConvolutionShape, _ block: Range<Int>, _ inner: Range<Int>, on worker: Int,
    keeps: Bool, into target: UnsafeMutablePointer<Float>
  ) {
    var patches = UnsafePointer(input + block.lowerBound * shape.inner + inner.lowerBound)
    var patchStride = shape.inner
    if !shape.isPlain {
      let room = scratch.patches[worker].pointer
      withUnsafePointer(to: shape.window) {
        custos_f32_im2col(
          $0, input, block.lowerBound, block.count, inner.lowerBound, inner.upperBound, room,
          inner.count)
      }
      patches = UnsafePointer(room)
      patchStride = inner.count
    }
    let rows = gradient + block.lowerBound * shape.columns
    shape.forEachRun(in: inner) { run, kernelRow in
      let part = target + kernelRow * shape.columns
      let patches = patches + (run.lowerBound - inner.lowerBound)
      if shape.usesPanels {
        custos_f32_matrix_product_transposed(
          patches, patchStride, rows, shape.columns, run.count, shape.columns, block.count,
          keeps ? 1 : 0, part, shape.columns)
      } else {
        MatrixProduct.run(
          rows: run.count, columns: shape.columns, inner: block.count,
          .init(pointer: patches, stride: patchStride, isTransposed: true),
          .init(pointer: rows, stride: shape.columns), into: part, stride: shape.columns,
          keep: keeps ? 1 : 0)
      }
    }
  }

  // MARK: Sums

  /// Adds up what the own shards have, `[shards, count]`, to the gradients of each of the own nodes.
  func addUp(_ partials: UnsafeMutablePointer<Float>, of count: Int, at offset: Int) {
    guard let shards else { return }
    let first = shards.shard.indices.lowerBound
    for (place, node) in shards.nodes.enumerated() {
      let additions = ShardTree.additions(in: node)
      let target = parameterGradients.pointer + place * parameters.trainableCount + offset
      pool.run((count + Self.blockLength - 1) / Self.blockLength) { block, _ in
        let begin = block * Self.blockLength
        let length = min(Self.blockLength, count - begin)
        for (into, from) in additions {
          custos_f32_scale(
            partials + (from - first) * count + begin, 1, 1, length,
            partials + (into - first) * count + begin)
        }
        (target + begin).update(
          from: partials + (node.lowerBound - first) * count + begin, count: length)
      }
    }
  }

  /// The same for sums a channel, rounded to float32 at each shard.
  func addUp(
    _ sums: UnsafeMutablePointer<Double>, of channels: Int, at offset: Int,
    _ value: (_ sums: UnsafeMutablePointer<Double>, _ channel: Int) -> Double
  ) {
    let partials = scratch.shardKernels.pointer
    for shard in shardImages.indices {
      for channel in 0..<channels {
        partials[shard * channels + channel] = Float(value(sums + shard * 2 * channels, channel))
      }
    }
    addUp(partials, of: channels, at: offset)
  }

  /// Two sums a channel over each of the own shards: `[shards, 2, channels]`, valid until the next call.
  ///
  /// - Parameter pixels: rows of an image.
  func sumsOfShards(
    _ pixels: Int, _ channels: Int,
    _ body: (Range<Int>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) -> UnsafeMutablePointer<Double> {
    let all = scratch.sums
    pool.run(shardImages.count) { shard, _ in
      let sums = all + shard * 2 * channels
      sums.update(repeating: 0, count: 2 * channels)
      let images = shardImages[shard]
      guard !images.isEmpty else { return }
      body(images.lowerBound * pixels..<images.upperBound * pixels, sums, sums + channels)
    }
    return all
  }

  /// The sums of the own shards, `[shards, 2, channels]`, added up with those of all others.
  func addUpOverBatch(
    _ own: UnsafeMutablePointer<Double>, _ channels: Int
  ) -> UnsafeMutablePointer<Double> {
    guard let shards else { return own }
    let (all, size) = (scratch.shardSums, 2 * channels)
    all.update(repeating: 0, count: shards.shard.count * size)
    let first = all + shards.shard.indices.lowerBound * size
    // As if added to the zeros of other processes, which makes -0 to 0.
    for index in 0..<shards.shard.indices.count * size { first[index] += own[index] }
    sumOverProcesses(all, count: shards.shard.count * size)
    for (into, from) in ShardTree.additions(in: 0..<shards.shard.count) {
      for index in 0..<size { all[into * size + index] += all[from * size + index] }
    }
    return all
  }
}
