import CCustosFloatKernels
import CustosPlatform

extension Network {
  /// Transforms a kernel `[3, 3, inputs, outputs]` into `scratch.winogradKernel`.
  func transformKernel(_ kernel: UnsafePointer<Float>, _ tiles: FloatWinogradTiles) {
    let target = scratch.winogradKernel.pointer
    _ = split(tiles.inputs, unit: FloatWinogradTiles.positions * tiles.outputs) { _, range in
      custos_f32_winograd_kernel(
        kernel, tiles.inputs, tiles.outputs, range.lowerBound, range.count, target,
        tiles.kernelStride)
    }
  }

  /// Convolves a map with the kernel in `scratch.winogradKernel`; adds to `output` where
  /// `accumulates`.
  func convolve(
    _ map: UnsafePointer<Float>, _ tiles: FloatWinogradTiles, bias: UnsafePointer<Float>?,
    into output: UnsafeMutablePointer<Float>, accumulates: Bool
  ) {
    let blocks = WinogradBlocks(tiles, images: imageCount)
    let positions = 0..<FloatWinogradTiles.positions
    let accumulate: Int32 = accumulates ? 1 : 0
    if blocks.isShared {
      let memory = WinogradMemory(
        tiles, tiles: blocks.split.length, at: scratch.winogradBlocks.pointer)
      for part in 0..<blocks.split.parts {
        let block = blocks.split[part]
        share(block, with: tiles) { transformInput(map, tiles, block, $0, memory) }
        pool.run(positions.count) { position, _ in
          multiply(position..<position + 1, block.count, tiles, memory)
        }
        share(block, with: tiles) {
          transformOutput(output, tiles, block, $0, memory, bias, accumulate)
        }
      }
      return
    }
    let size = tiles.blockFloats(tiles: blocks.split.length)
    pool.run(blocks.split.parts) { part, worker in
      let block = blocks.split[part]
      let memory = WinogradMemory(
        tiles, tiles: blocks.split.length, at: scratch.winogradBlocks.pointer + worker * size)
      transformInput(map, tiles, block, block, memory)
      multiply(positions, block.count, tiles, memory)
      transformOutput(output, tiles, block, block, memory, bias, accumulate)
    }
  }

  /// The gradient of a kernel from the map that it reads and the gradient of the map that it writes.
  ///
  /// - Parameter shared: whether all threads work on one block of tiles though the kernel is small, which gives
  ///   the bits of a single thread.
  func kernelGradient(
    of map: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>, _ tiles: FloatWinogradTiles,
    images: Int, into result: UnsafeMutablePointer<Float>, shared: Bool = false
  ) {
    let blocks = WinogradBlocks(tiles, images: images, shared: shared)
    let positions = 0..<FloatWinogradTiles.positions
    let products = scratch.winogradKernel.pointer
    var parts = 1
    if blocks.isShared {
      let memory = WinogradMemory(
        tiles, tiles: blocks.split.length, at: scratch.winogradBlocks.pointer)
      for part in 0..<blocks.split.parts {
        let block = blocks.split[part]
        share(block, with: tiles) {
          transformInput(map, tiles, block, $0, memory)
          transformGradient(gradient, tiles, block, $0, memory)
        }
        pool.run(positions.count) { position, _ in
          addProducts(position..<position + 1, block.count, tiles, memory, part > 0, products)
        }
      }
    } else {
      // Each thread has the same blocks every time, whose products are added in the same order.
      let ranges = WorkSplit(count: blocks.split.parts, parts: pool.threadCount)
      parts = ranges.parts
      let size = tiles.blockFloats(tiles: blocks.split.length)
      pool.run(ranges.parts) { part, _ in
        let memory = WinogradMemory(
          tiles, tiles: blocks.split.length, at: scratch.winogradBlocks.pointer + part * size)
        for number in ranges[part] {
          let block = blocks.split[number]
          transformInput(map, tiles, block, block, memory)
          transformGradient(gradient, tiles, block, block, memory)
          addProducts(
            positions, block.count, tiles, memory, number > ranges[part].lowerBound,
            products + part * tiles.kernelFloats)
        }
      }
    }
    _ = split(tiles.inputs, unit: FloatWinogradTiles.positions * tiles.outputs) { _, range in
      custos_f32_winograd_kernel_gradient(
        products, parts, tiles.kernelFloats, tiles.kernelStride, tiles.inputs, tiles.outputs,
        range.lowerBound, range.count, result)
    }
  }

  /// The same on one thread, for kernels small enough that each thread has blocks of its own.
  func kernelGradient(
    of map: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>, _ tiles: FloatWinogradTiles,
    images: Int, into result: UnsafeMutablePointer<Float>, onThread worker: Int
  ) {
    let blocks = WinogradBlocks(tiles, images: images)
    // Other threads may have more images.
    let longest = WinogradBlocks(tiles, images: batchSize).longest
    let memory = WinogradMemory(
      tiles, tiles: blocks.split.length,
      at: scratch.winogradBlocks.pointer + worker * tiles.blockFloats(tiles: longest))
    let products = scratch.winogradKernel.pointer + worker * tiles.kernelFloats
    for number in 0..<blocks.split.parts {
      let block = blocks.split[number]
      transformInput(map, tiles, block, block, memory)
      transformGradient(gradient, tiles, block, block, memory)
      addProducts(
        0..<FloatWinogradTiles.positions, block.count, tiles, memory, number > 0, products)
    }
    custos_f32_winograd_kernel_gradient(
      products, 1, tiles.kernelFloats, tiles.kernelStride, tiles.inputs, tiles.outputs, 0,
      tiles.inputs, result)
  }

  /// Calls `body` for parts of a block of tiles, in parallel.
  func share(
    _ block: Range<Int>, with tiles: FloatWinogradTiles, _ body: (_ part: Range<Int>) -> Void
  ) {
    _ = split(block.count, unit: FloatWinogradTiles.positions * (tiles.inputs + tiles.outputs)) {
      _, range in
      body(range.lowerBound + block.lowerBound..<range.upperBound + block.lowerBound)
    }
  }

  private func transformInput(
    _ map: UnsafePointer<Float>, _ tiles: FloatWinogradTiles, _ block: Range<Int>,
    _ part: Range<Int>,
    _ memory: WinogradMemory
  ) {
    transformInput(
      map, tiles, part,
      into: memory.inputs + (part.lowerBound - block.lowerBound) * memory.inputRow,
      custos_winograd_layout(
        tile: memory.inputRow, position: memory.inputPosition, channels: tiles.inputs, block: 0))
  }

  /// The positions of some tiles of a map that is read.
  func transformInput(
    _ map: UnsafePointer<Float>, _ tiles: FloatWinogradTiles, _ part: Range<Int>,
    into positions: UnsafeMutablePointer<Float>, _ layout: custos_winograd_layout
  ) {
    withUnsafePointer(to: tiles.geometry) { geometry in
      withUnsafePointer(to: layout) { layout in
        custos_f32_winograd_input(
          geometry, map, tiles.inputs, part.lowerBound, part.count, positions, layout)
      }
    }
  }

  private func transformGradient(
    _ gradient: UnsafePointer<Float>, _ tiles: FloatWinogradTiles, _ block: Range<Int>,
    _ part: Range<Int>, _ memory: WinogradMemory
  ) {
    transformGradient(
      gradient, tiles, part,
      into: memory.outputs + (part.lowerBound - block.lowerBound) * memory.outputRow,
      custos_winograd_layout(
        tile: memory.outputRow, position: memory.outputPosition, channels: tiles.outputs, block: 0))
  }

  /// The positions of some tiles of the gradient of a map that is written.
  func transformGradient(
    _ gradient: UnsafePointer<Float>, _ tiles: FloatWinogradTiles, _ part: Range<Int>,
    into positions: UnsafeMutablePointer<Float>, _ layout: custos_winograd_layout
  ) {
    withUnsafePointer(to: tiles.geometry) { geometry in
      withUnsafePointer(to: layout) { layout in
        custos_f32_winograd_output_gradient(
          geometry, gradient, tiles.outputs, part.lowerBound, part.count, positions, layout)
      }
    }
  }

  private func transformOutput(
    _ output: UnsafeMutablePointer<Float>, _ tiles: FloatWinogradTiles, _ block: Range<Int>,
    _ part: Range<Int>, _ memory: WinogradMemory, _ bias: UnsafePointer<Float>?,
    _ accumulate: Int32
  ) {
    withUnsafePointer(to: tiles.geometry) {
      custos_f32_winograd_output(
        $0, memory.outputs + (part.lowerBound - block.lowerBound) * memory.outputRow,
        memory.outputRow, memory.outputPosition, bias, tiles.outputs, part.lowerBound, part.count,
        accumulate, output)
    }
  }

  private func multiply(
    _ positions: Range<Int>, _ count: Int, _ tiles: FloatWinogradTiles, _ memory: WinogradMemory
  ) {
    for position in positions {
      custos_f32_matrix_product(
        memory.inputs + position * memory.inputPosition, memory.inputRow,
        scratch.winogradKernel.pointer + position * tiles.kernelStride, count, tiles.outputs,
        tiles.inputs, 0, memory.outputs + position * memory.outputPosition, memory.outputRow)
    }
  }

  private func addProducts(
    _ positions: Range<Int>, _ count: Int, _ tiles: FloatWinogradTiles, _ memory: WinogradMemory,
    _ accumulates: Bool, _ products: UnsafeMutablePointer<Float>
  ) {
    for position in positions {
      custos_f32_matrix_product_transposed(
        memory.inputs + position * memory.inputPosition, memory.inputRow,
        memory.outputs + position * memory.outputPosition, memory.outputRow, tiles.inputs,
        tiles.outputs, count, accumulates ? 1 : 0, products + position * tiles.kernelStride,
        tiles.outputs)
    }
  }
}
