import CCustosFloatKernels
import CustosPlatform

/// Gradients of kernels along the tree of shards.
///
/// Where the factors of one shard or several fit the caches, blocks of a kernel are summed over them one after
/// another, so that few gradients or none are written to memory. Else each shard's is, block of rows by block
/// of rows. Then those are added up.
extension Network {
  /// The gradient of a kernel for each of the own nodes.
  func backwardShardedKernel(_ index: Int, _ shape: ConvolutionShape, at offset: Int) {
    guard let images = shards?.shard.longest(of: batchSize) else { return }
    if let tiles = algorithms.winograd(index, .kernel) {
      let most = min(mostCachedShards, WinogradFactors.mostShards(tiles, images: images))
      guard most == 0 else {
        return forEachCachedPart(shape, at: offset, most: most) {
          addProducts(index, tiles, of: $0)
        }
      }
      shardedKernelGradients(index, shape, tiles, into: scratch.shardKernels.pointer)
    } else {
      let split = KernelGradientSplit.sharded(shape)
      let most = min(
        mostCachedShards,
        WorkSplit.fittingRows(inner: split.length) / (images * shape.outputPixels))
      guard !shape.usesPanels || most == 0 else {
        return forEachCachedPart(shape, at: offset, most: most) {
          addProducts(index, shape, split, of: $0)
        }
      }
      shardedKernelGradients(index, shape, into: scratch.shardKernels.pointer)
    }
    addUp(scratch.shardKernels.pointer, of: shape.kernelCount, at: offset)
  }

  // MARK: In the caches

  /// Some of the own shards, a node of the tree.
  private struct CachedPart {
    /// Places among the own shards.
    let shards: Range<Int>
    /// Places among the own images.
    let images: Range<Int>
    /// Where the gradient of the kernel goes.
    let target: UnsafeMutablePointer<Float>
  }

  /// Has `body` form the gradients of parts of at most `most` shards, and adds those up that make a node of
  /// `ShardTree.nodes`.
  private func forEachCachedPart(
    _ shape: ConvolutionShape, at offset: Int, most: Int, _ body: (CachedPart) -> Void
  ) {
    guard let shards else { return }
    let first = shards.shard.indices.lowerBound
    let partials = scratch.shardKernels.pointer
    for (place, node) in shards.nodes.enumerated() {
      ShardTree.forEachPart(of: node, most: most) { part in
        let own = part.lowerBound - first..<part.upperBound - first
        body(
          CachedPart(
            shards: own,
            images: shardImages[own.lowerBound]
              .lowerBound..<shardImages[own.upperBound - 1]
              .upperBound,
            target: part == node
              ? gradient(ofNode: place, at: offset)
              : partials + own.lowerBound * shape.kernelCount))
      }
      if node.count > most {
        addUp(partials, of: shape.kernelCount, at: offset, node: place, most: most)
      }
    }
  }

  /// By Winograd's algorithm: the positions of all tiles, then rectangles of the kernel.
  private func addProducts(_ index: Int, _ tiles: FloatWinogradTiles, of part: CachedPart) {
    let (input, output) = (value(graph.nodes[index].inputs[0]), gradient(index))
    let factors = WinogradFactors(
      tiles, images: part.images.count, at: scratch.winogradBlocks.pointer)
    let first = part.images.lowerBound * tiles.count
    share(first..<part.images.upperBound * tiles.count, with: tiles) { range in
      let begin = range.lowerBound - first
      transformInput(
        input, tiles, range, into: factors.inputs + begin * factors.inputLayout.tile,
        factors.inputLayout)
      transformGradient(
        output, tiles, range, into: factors.outputs + begin * factors.outputLayout.tile,
        factors.outputLayout)
    }
    let columns = WorkSplit(count: tiles.outputs, parts: tiles.outputs / 32, multipleOf: 32)
    let rows = WorkSplit(count: tiles.inputs, parts: tiles.inputs / 96, multipleOf: 48)
    pool.run(rows.parts * columns.parts) { place, worker in
      let (rows, columns) = (rows[place % rows.parts], columns[place / rows.parts])
      let rectangle = custos_rectangle(
        row: rows.lowerBound, rows: rows.count, column: columns.lowerBound, columns: columns.count)
      withSums(of: part, rowsOfImage: tiles.count) { sums in
        withUnsafePointer(to: factors.products) {
          custos_f32_winograd_kernel_gradient_sharded(
            $0, tiles.inputs, tiles.outputs, rectangle, sums, scratch.shardStacks[worker].pointer,
            part.target)
        }
      }
    }
  }

  /// By products with patches: ranges of the kernel's rows.
  private func addProducts(
    _ index: Int, _ shape: ConvolutionShape, _ split: WorkSplit, of part: CachedPart
  ) {
    let (input, output) = (value(graph.nodes[index].inputs[0]), gradient(index))
    if shape.taps.count < shape.kernelTaps {
      part.target.update(repeating: 0, count: shape.kernelCount)
    }
    let rows =
      part.images.lowerBound * shape.outputPixels..<part.images.upperBound * shape.outputPixels
    pool.run(split.parts) { place, worker in
      let inner = split[place]
      let (patches, stride) = self.patches(of: input, shape, rows, inner, on: worker)
      withSums(of: part, rowsOfImage: shape.outputPixels) { sums in
        shape.forEachRun(in: inner) { run, kernelRow in
          custos_f32_matrix_product_sharded(
            patches + (run.lowerBound - inner.lowerBound), stride,
            output + rows.lowerBound * shape.columns, shape.columns, run.count, shape.columns, sums,
            part.target + kernelRow * shape.columns, shape.columns)
        }
      }
    }
  }

  /// Calls `body` with the rows of a part's shards in a matrix that has `rowsOfImage` for each image.
  private func withSums(
    of part: CachedPart, rowsOfImage: Int, _ body: (UnsafePointer<custos_shard_sums>) -> Void
  ) {
    let count = part.shards.count
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * count) { room in
      guard let rows = room.baseAddress else { return }
      for (place, shard) in part.shards.enumerated() {
        rows[place] = shardImages[shard].count * rowsOfImage
        rows[count + place] = ShardTree.merges(in: 0..<count, behind: place)
      }
      var sums = custos_shard_sums(count: count, rows: rows, merges: rows + count)
      body(&sums)
    }
  }

  // MARK: Through memory

  private func shardedKernelGradients(
    _ index: Int, _ shape: ConvolutionShape, _ tiles: FloatWinogradTiles,
    into partials: UnsafeMutablePointer<Float>
  ) {
    let input = value(graph.nodes[index].inputs[0])
    let output = gradient(index)
    let (inputSize, outputSize) = (
      shape.inputPixels * shape.channels, shape.outputPixels * shape.columns
    )
    let isShared =
      WinogradBlocks(tiles, images: batchSize).isShared || shardImages.count < pool.threadCount
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
            of: map, gradient, tiles, images: count, into: partials + shard * shape.kernelCount,
            shared: true)
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
    let (patches, patchStride) = self.patches(of: input, shape, block, inner, on: worker)
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

  /// Rows of the patch matrix and a range of its columns: where they lie, and how many floats apart.
  private func patches(
    of input: UnsafeMutablePointer<Float>, _ shape: ConvolutionShape, _ rows: Range<Int>,
    _ inner: Range<Int>, on worker: Int
  ) -> (UnsafePointer<Float>, stride: Int) {
    guard !shape.isPlain else {
      return (
        UnsafePointer(input + rows.lowerBound * shape.inner + inner.lowerBound), shape.inner
      )
    }
    let room = scratch.patches[worker].pointer
    withUnsafePointer(to: shape.window) {
      custos_f32_im2col(
        $0, input, rows.lowerBound, rows.count, inner.lowerBound, inner.upperBound, room,
        inner.count)
    }
    return (UnsafePointer(room), inner.count)
  }
}
