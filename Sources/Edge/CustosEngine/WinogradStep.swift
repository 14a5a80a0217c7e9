import CCustosKernels
import CustosModel
import CustosPlatform

/// A convolution 3x3 by Winograd's F(4x4, 3x3), with the pooling or sum behind it.
///
/// Blocks of tiles are transformed, as many as fit the second-level cache; then every block is multiplied
/// with every block of output channels and transformed back, each such pair an item.
final class WinogradStep: Step {
  /// Tiles of one item of the first phase.
  private static let tilesPerTransform = 8
  private static let tile = WinogradGeometry.tile

  private let kernel: custos_winograd_kernel
  private let source: Placement
  private let target: Placement
  private let addend: Placement?
  private let paddingTop: Int
  private let paddingLeft: Int
  private let inputChannels: Int
  private let outputBlocks: Int
  private let packed: UnsafeRawPointer
  private let packedBlockByteCount: Int
  private let blocking: WinogradGeometry.Blocking
  private let tileColumns: Int
  private let tileCount: Int
  /// Rows and columns of the output that a tile has.
  private let outputTile: Int
  private var output: custos_winograd_output
  /// Where transformed inputs and products lie, shared with other steps.
  private let scratch: UnsafeMutableRawPointer
  private let products: UnsafeMutableRawPointer

  /// The part of the work that runs: tiles `firstTile..<endTile` are being transformed or multiplied.
  private var firstTile = 0
  private var endTile = 0
  private var isTransforming = false

  /// Memory and operands of a layer.
  struct Operands {
    let source: Placement
    let target: Placement
    let epilogue: PlannedOperator.Epilogue
    /// The other operand of a sum.
    let addend: Placement?
    /// Zero point of the convolution's own result, and of the other operand.
    let zeroPoint: Int32
    let addendZeroPoint: Int32
    /// `packedByteCount` bytes, 64-byte aligned.
    let packed: UnsafeMutableRawPointer
    /// `scratchByteCount` bytes, 64-byte aligned.
    let scratch: UnsafeMutableRawPointer
  }

  /// Bytes of scratch memory that a layer of this geometry needs.
  static func scratchByteCount(
    _ geometry: WinogradGeometry, epilogue: PlannedOperator.Epilogue,
    kernel: custos_winograd_kernel, threads: Int
  ) -> Int {
    blocking(geometry, epilogue, kernel, threads).blocking.byteCount
  }

  /// Packs the weights and plans the blocks.
  init(
    _ geometry: WinogradGeometry, layer: Convolution, operands: Operands,
    constants: UnsafeRawBufferPointer, kernel: custos_winograd_kernel, threads: Int
  ) {
    self.kernel = kernel
    source = operands.source
    target = operands.target
    addend = operands.addend
    paddingTop = layer.window.paddingTop
    paddingLeft = layer.window.paddingLeft
    inputChannels = geometry.inputChannels
    outputBlocks = geometry.outputChannels / kernel.nr
    packed = UnsafeRawPointer(operands.packed)
    scratch = operands.scratch
    (tileColumns, tileCount, blocking) = Self.blocking(
      geometry, operands.epilogue, kernel, threads)
    products = scratch + blocking.productOffset
    outputTile = operands.epilogue == .maxPool ? Self.tile / 2 : Self.tile
    output = Self.output(layer.sum, operands)
    var packing = kernel
    packedBlockByteCount = custos_winograd_block_size(&packing, inputChannels)
    custos_winograd_pack(
      &packing, inputChannels, geometry.outputChannels,
      constants.baseAddress.map { $0 + layer.sum.weights.lowerBound },
      constants.baseAddress.map { $0 + layer.sum.bias.lowerBound },
      constants.baseAddress.map { $0 + layer.sum.multipliers.lowerBound }, operands.packed)
    super.init(itemCount: 0, kernelName: kernel.multiply_name)
  }

  /// Tiles outside of a pooled map are not computed.
  private static func blocking(
    _ geometry: WinogradGeometry, _ epilogue: PlannedOperator.Epilogue,
    _ kernel: custos_winograd_kernel, _ threads: Int
  ) -> (columns: Int, count: Int, blocking: WinogradGeometry.Blocking) {
    let pools = epilogue == .maxPool
    let columns = WinogradGeometry.tiles(pools ? geometry.width & ~1 : geometry.width)
    let rows = WinogradGeometry.tiles(pools ? geometry.height & ~1 : geometry.height)
    let count = columns * rows
    return (
      columns, count,
      .init(
        tileCount: count, inputChannels: geometry.inputChannels, kernel: kernel, threads: threads)
    )
  }

  private static func output(_ sum: WeightedSum, _ operands: Operands) -> custos_winograd_output {
    var output = custos_winograd_output()
    output.minimum = Float(sum.outputMinimum - operands.zeroPoint)
    output.maximum = Float(sum.outputMaximum - operands.zeroPoint)
    output.zero_point = operands.zeroPoint
    output.pools = operands.epilogue == .maxPool ? 1 : 0
    output.out_row_stride = operands.target.layout.rowStride
    output.pixel_stride = operands.target.layout.pixelStride
    if case .add(let add, _, let ownMultiplier, let addendMultiplier) = operands.epilogue {
      let zeroPoint = Int32(operands.target.layout.zeroPoint)
      output.addend_row_stride = operands.addend?.layout.rowStride ?? 0
      output.add = custos_add(
        first_zero_point: operands.zeroPoint, second_zero_point: operands.addendZeroPoint,
        first_multiplier: ownMultiplier, second_multiplier: addendMultiplier,
        minimum: Float(add.outputMinimum - zeroPoint),
        maximum: Float(add.outputMaximum - zeroPoint), zero_point: zeroPoint)
    }
    return output
  }

  override func run(on pool: ThreadPool) {
    firstTile = 0
    while firstTile < tileCount {
      endTile = min(tileCount, firstTile + blocking.blocks * blocking.tiles)
      let tiles = endTile - firstTile
      isTransforming = true
      share((tiles + Self.tilesPerTransform - 1) / Self.tilesPerTransform, on: pool)
      isTransforming = false
      share((tiles + blocking.tiles - 1) / blocking.tiles * outputBlocks, on: pool)
      firstTile = endTile
    }
  }

  override func execute(item: Int, worker: Int) {
    if isTransforming {
      let first = firstTile + item * Self.tilesPerTransform
      transform(first..<min(endTile, first + Self.tilesPerTransform))
    } else {
      multiply(block: item / outputBlocks, channels: item % outputBlocks, worker: worker)
    }
  }

  /// Calls `body` for every run of tiles that lie in one block and one row of tiles.
  private func forEachRun(
    _ tiles: Range<Int>, _ body: (_ row: Int, _ column: Int, _ tile: Int, _ count: Int) -> Void
  ) {
    var tile = tiles.lowerBound
    while tile < tiles.upperBound {
      let row = tile / tileColumns
      let column = tile - row * tileColumns
      let blockEnd = firstTile + ((tile - firstTile) / blocking.tiles + 1) * blocking.tiles
      let count = min(tileColumns - column, tiles.upperBound - tile, blockEnd - tile)
      body(row, column, tile, count)
      tile += count
    }
  }

  private func transform(_ tiles: Range<Int>) {
    // Rows below the border count for no output that exists: any memory will do.
    let lastRow = source.layout.height + source.layout.bottom - 1
    forEachRun(tiles) { row, column, tile, count in
      let top = row * Self.tile - paddingTop
      let left = column * Self.tile - paddingLeft
      let block = (tile - firstTile) / blocking.tiles
      let to =
        (scratch + block * blocking.transformedByteCount).assumingMemoryBound(to: Int16.self)
        + (tile - firstTile - block * blocking.tiles) * inputChannels
      func pixels(_ y: Int) -> UnsafePointer<Int8>? {
        UnsafePointer(source.pixel(y: min(top + y, lastRow), x: left))
      }
      var rows = (pixels(0), pixels(1), pixels(2), pixels(3), pixels(4), pixels(5))
      withUnsafePointer(to: &rows) { rows in
        kernel.input(
          inputChannels, count,
          UnsafeRawPointer(rows).assumingMemoryBound(to: UnsafePointer<Int8>?.self), to,
          blocking.tiles * inputChannels)
      }
    }
  }

  private func multiply(block: Int, channels: Int, worker: Int) {
    let first = firstTile + block * blocking.tiles
    let end = min(endTile, first + blocking.tiles)
    let transformed = (scratch + block * blocking.transformedByteCount).assumingMemoryBound(
      to: Int16.self)
    let sums = (products + worker * blocking.productByteCount).assumingMemoryBound(to: Int32.self)
    let weights = packed + channels * packedBlockByteCount
    kernel.multiply(
      end - first, inputChannels, transformed, blocking.tiles * inputChannels, weights, sums)
    let channel = channels * kernel.nr
    forEachRun(first..<end) { row, column, tile, count in
      let (y, x) = (row * outputTile, column * outputTile)
      kernel.output(
        count, sums + (tile - first) * kernel.nr, (end - first) * kernel.nr, weights,
        target.pixel(y: y, x: x) + channel, min(outputTile, target.layout.height - y),
        target.layout.width - x, addend.map { UnsafePointer($0.pixel(y: y, x: x)) + channel },
        &output)
    }
  }
}
