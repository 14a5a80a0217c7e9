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

  static func blocks(_ rows: Range<Int>, inner: Int) -> [Range<Int>] {
    guard !rows.isEmpty else { return [] }
    let split = WorkSplit.matrixRows(rows.count, inner: inner, threads: 1)
    return (0..<split.parts).map { part in
      rows.lowerBound + split[part].lowerBound..<rows.lowerBound + split[part].upperBound
    }
  }

  /// Adds up what the own shards have, `[shards, count]`, to the gradients of each of the own nodes.
  func addUp(_ partials: UnsafeMutablePointer<Float>, of count: Int, at offset: Int) {
    guard let shards else { return }
    for place in shards.nodes.indices { addUp(partials, of: count, at: offset, node: place) }
  }

  /// The same for one of the nodes.
  ///
  /// - Parameter most: nodes of at most so many shards are summed up already, in the place of the first.
  func addUp(
    _ partials: UnsafeMutablePointer<Float>, of count: Int, at offset: Int, node place: Int,
    most: Int = 1
  ) {
    guard let shards else { return }
    let (first, node) = (shards.shard.indices.lowerBound, shards.nodes[place])
    let additions = ShardTree.additions(in: node) { $0.count <= most }
    let target = gradient(ofNode: place, at: offset)
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

  /// Where the gradients of one of the own nodes lie from `offset` on.
  func gradient(ofNode place: Int, at offset: Int) -> UnsafeMutablePointer<Float> {
    parameterGradients.pointer + place * parameters.trainableCount + offset
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
  /// Images are summed up on their own, so that all threads have work where there are few shards.
  ///
  /// - Parameters:
  ///   - pixels: rows of an image.
  ///   - body: adds the sums over an image's rows; `first` is the first row of its shard.
  func sumsOfShards(
    _ pixels: Int, _ channels: Int,
    _ body: (
      _ rows: Range<Int>, _ first: Int, _ sums: UnsafeMutablePointer<Double>,
      _ others: UnsafeMutablePointer<Double>
    ) -> Void
  ) -> UnsafeMutablePointer<Double> {
    let (ofImages, all, size) = (scratch.imageSums, scratch.sums, 2 * channels)
    pool.run(imageCount) { image, _ in
      let first = shardImages.first { $0.contains(image) }?.lowerBound ?? 0
      let sums = ofImages + image * size
      sums.update(repeating: 0, count: size)
      body(image * pixels..<(image + 1) * pixels, first * pixels, sums, sums + channels)
    }
    for (shard, images) in shardImages.enumerated() {
      let sums = all + shard * size
      sums.update(repeating: 0, count: size)
      for image in images {
        for index in 0..<size { sums[index] += ofImages[image * size + index] }
      }
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
