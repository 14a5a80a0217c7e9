import CCustosFloatKernels
import CustosPlatform

/// Gradients of kernels over several shards at once, block by block of the kernel, while the factors of all of
/// them stay in the caches.
extension Network {
  /// Some of the own shards, a node of the tree.
  struct CachedPart {
    /// Places among the own shards.
    let shards: Range<Int>
    /// Places among the own images.
    let images: Range<Int>
    /// Where the gradient of the kernel goes.
    let target: UnsafeMutablePointer<Float>
  }

  /// Has `body` form the gradients of parts of at most `most` shards, and adds those up that make a node of
  /// `ShardTree.nodes`.
  func forEachCachedPart(
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
  func addProducts(_ index: Int, _ tiles: FloatWinogradTiles, of part: CachedPart) {
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
  func addProducts(
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
}
