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
  func patches(
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
