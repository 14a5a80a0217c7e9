import CCustosKernels
import CustosModelFile
import CustosPlatform

/// A convolution 3x3 by Winograd's F(4x4, 3x3), with the pooling or sum behind it.
///
/// Blocks of tiles are transformed, multiplied with every block of output channels, and transformed
/// back. An item is a block of tiles and one or two of channels. A thread that comes to a block transforms its
/// inputs first, into memory of its own; or as many blocks as fit the second-level cache have been transformed by all
/// threads together.
final class WinogradStep: Step {
  /// Tiles of one item of the first phase.
  private static let tilesPerTransform = 8

  private let kernel: custos_winograd_kernel
  private let source: Placement
  private let target: Placement
  private let addend: Placement?
  private let paddingTop: Int
  private let paddingLeft: Int
  private let inputChannels: Int
  private let outputBlocks: Int
  private let channelItems: Int
  private let weights: WinogradWeights
  private let packed: UnsafeRawPointer
  private let packedBlockByteCount: Int
  private let tiles: WinogradTiles
  private let blocking: WinogradBlocking
  private var output: custos_winograd_output
  /// Where transformed inputs and products lie, shared with other steps.
  private let scratch: UnsafeMutableRawPointer

  /// Where inputs are shared: the blocks that are being transformed or multiplied.
  private var firstBlock = 0
  private var isTransforming = false
  /// Else: how often the step has run, and of each thread, `heldStride` apart, the block whose transformed inputs
  /// it holds, counted on from run to run.
  private var runs = 0
  private let heldNumbers: UnsafeMutablePointer<Int>
  /// Elements in two cache lines.
  private static let heldStride = 128 / MemoryLayout<Int>.stride

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
    WinogradBlocking(
      tileCount: tiles(geometry, epilogue).count, geometry: geometry, kernel: kernel,
      threads: threads
    ).byteCount
  }

  private static func tiles(
    _ geometry: WinogradGeometry, _ epilogue: PlannedOperator.Epilogue
  ) -> WinogradTiles {
    WinogradTiles(height: geometry.height, width: geometry.width, pools: epilogue == .maxPool)
  }

  /// Packs the weights and plans the blocks.
  init(
    _ geometry: WinogradGeometry, layer: Convolution, operands: Operands,
    constants: LayerConstants, kernel: custos_winograd_kernel, threads: Int
  ) {
    self.kernel = kernel
    source = operands.source
    target = operands.target
    addend = operands.addend
    paddingTop = layer.window.paddingTop
    paddingLeft = layer.window.paddingLeft
    inputChannels = geometry.inputChannels
    outputBlocks = geometry.outputChannels / kernel.nr
    weights = geometry.weights
    packed = UnsafeRawPointer(operands.packed)
    packedBlockByteCount = geometry.packedBlockByteCount(kernel)
    scratch = operands.scratch
    tiles = Self.tiles(geometry, operands.epilogue)
    blocking = WinogradBlocking(
      tileCount: tiles.count, geometry: geometry, kernel: kernel, threads: threads)
    channelItems = outputBlocks / blocking.channelBlocks
    output = Self.output(layer.sum, operands)
    heldNumbers = .allocate(capacity: threads * Self.heldStride)
    heldNumbers.initialize(repeating: -1, count: threads * Self.heldStride)
    super.init(itemCount: 0, kernelName: kernel.multiply_name)
    pack(constants, into: operands.packed)
  }

  deinit { heldNumbers.deallocate() }

  private func pack(_ constants: LayerConstants, into packed: UnsafeMutableRawPointer) {
    var packing = kernel
    for block in 0..<outputBlocks {
      let header = packed + block * packedBlockByteCount
      let to = header + WinogradGeometry.headerByteCount(kernel)
      let untransformed = weights == .ahead ? scratch : to
      custos_winograd_pack(
        &packing, inputChannels, block, constants.weights, constants.biases, constants.multipliers,
        header.assumingMemoryBound(to: Int32.self),
        (header + 4 * kernel.nr).assumingMemoryBound(to: Float.self),
        untransformed.assumingMemoryBound(to: Int8.self))
      guard weights == .ahead else { continue }
      for row in 0..<WinogradGeometry.side {
        kernel.weights(
          row, inputChannels, untransformed.assumingMemoryBound(to: Int8.self),
          to.assumingMemoryBound(to: Int16.self) + row * rowElementCount)
      }
    }
  }

  /// Bytes of the untransformed weights of a block and input channel.
  private var tapByteCount: Int { WinogradGeometry.taps * kernel.nr }

  /// Elements of the transformed weights of a block and row.
  private var rowElementCount: Int { WinogradGeometry.side * inputChannels * kernel.nr }

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
    guard blocking.isShared else {
      runs += 1
      share(blocking.count * channelItems, on: pool)
      return
    }
    for first in stride(from: 0, to: blocking.count, by: blocking.heldBlocks) {
      firstBlock = first
      let count = min(blocking.heldBlocks, blocking.count - first)
      isTransforming = true
      share(count * transformItems, on: pool)
      isTransforming = false
      share(count * channelItems, on: pool)
    }
  }

  /// Items of the first phase of a block.
  private var transformItems: Int {
    (blocking.tiles + Self.tilesPerTransform - 1) / Self.tilesPerTransform
  }

  override func execute(item: Int, worker: Int) {
    if isTransforming {
      let (index, part) = item.quotientAndRemainder(dividingBy: transformItems)
      let block = blocking.block(firstBlock + index)
      let first = block.lowerBound + part * Self.tilesPerTransform
      guard first < block.upperBound else { return }
      transform(
        first..<min(block.upperBound, first + Self.tilesPerTransform),
        transformed(index) + part * Self.tilesPerTransform * inputChannels)
      return
    }
    let (index, channels) = item.quotientAndRemainder(dividingBy: channelItems)
    let block = blocking.block(firstBlock + index)
    let inputs = blocking.isShared ? transformed(index) : held(index, worker)
    multiply(block, inputs, channels: channels, worker: worker)
  }

  /// The transformed inputs of a block, which a thread has transformed for itself, now if not before.
  private func held(_ index: Int, _ worker: Int) -> UnsafeMutablePointer<Int16> {
    let inputs = transformed(worker)
    let number = runs * blocking.count + index
    if heldNumbers[worker * Self.heldStride] != number {
      transform(blocking.block(index), inputs)
      heldNumbers[worker * Self.heldStride] = number
    }
    return inputs
  }

  /// Memory for the transformed inputs of a block, of those that are held at once.
  private func transformed(_ index: Int) -> UnsafeMutablePointer<Int16> {
    (scratch + index * blocking.transformedByteCount).assumingMemoryBound(to: Int16.self)
  }

  /// Transforms tiles of one block, the first of them to `to`.
  private func transform(_ range: Range<Int>, _ to: UnsafeMutablePointer<Int16>) {
    // Rows below the border contribute to no existing output, so any readable memory may take their
    // place.
    let lastRow = source.layout.height + source.layout.bottom - 1
    var next = range.lowerBound
    while next < range.upperBound {
      let run = tiles.run(from: next, to: range.upperBound)
      let top = tiles.rows.start(run.row) - paddingTop
      let left = tiles.columns.start(run.column) - paddingLeft
      func pixels(_ y: Int) -> UnsafePointer<Int8>? {
        UnsafePointer(source.pixel(y: min(top + y, lastRow), x: left))
      }
      var rows = (pixels(0), pixels(1), pixels(2), pixels(3), pixels(4), pixels(5))
      withUnsafePointer(to: &rows) { rows in
        kernel.input(
          inputChannels, run.count, tiles.columns.extent(run.column),
          UnsafeRawPointer(rows).assumingMemoryBound(to: UnsafePointer<Int8>?.self),
          to + (next - range.lowerBound) * inputChannels, blocking.transformedStride)
      }
      next += run.count
    }
  }

  /// Computes the outputs of a block of tiles and one or two blocks of channels, row by row of
  /// positions.
  private func multiply(
    _ block: Range<Int>, _ inputs: UnsafePointer<Int16>, channels item: Int, worker: Int
  ) {
    let first = item * blocking.channelBlocks
    let channels = first..<first + blocking.channelBlocks
    let own = scratch + blocking.productOffset + worker * blocking.threadByteCount
    func sums(_ channel: Int) -> UnsafeMutablePointer<Int32> {
      (own + (channel - channels.lowerBound) * blocking.productByteCount)
        .assumingMemoryBound(to: Int32.self)
    }
    let rowWeights = (own + blocking.channelBlocks * blocking.productByteCount)
      .assumingMemoryBound(to: Int16.self)
    var kinds = tiles.kinds(in: block)
    kinds.product_stride = blocking.productStride
    // Without tiles of four rows the last row of positions is not needed.
    let rows = WinogradGeometry.side - (kinds.tall_first == kinds.tall_end ? 1 : 0)
    let step = weights == .ahead ? inputChannels : WinogradBlocking.channelsInUse
    for first in stride(from: 0, to: inputChannels, by: step) {
      let count = min(step, inputChannels - first)
      for row in 0..<rows {
        for channel in channels {
          let header = packed + channel * packedBlockByteCount
          let packedWeights = header + WinogradGeometry.headerByteCount(kernel)
          let transformedWeights: UnsafePointer<Int16>
          switch weights {
          case .ahead:
            transformedWeights =
              packedWeights.assumingMemoryBound(to: Int16.self) + row * rowElementCount
          case .inUse:
            kernel.weights(
              row, count, packedWeights.assumingMemoryBound(to: Int8.self) + first * tapByteCount,
              rowWeights)
            transformedWeights = UnsafePointer(rowWeights)
          }
          kernel.multiply(
            row, &kinds, count, inputs + first, inputChannels, blocking.transformedStride,
            transformedWeights, first == 0 ? header.assumingMemoryBound(to: Int32.self) : nil,
            sums(channel))
        }
      }
    }
    for channel in channels {
      let multipliers = packed + channel * packedBlockByteCount + 4 * kernel.nr
      store(
        block, sums(channel), multipliers.assumingMemoryBound(to: Float.self),
        firstChannel: channel * kernel.nr)
    }
  }

  private func store(
    _ block: Range<Int>, _ sums: UnsafePointer<Int32>, _ multipliers: UnsafePointer<Float>,
    firstChannel: Int
  ) {
    let shrink = output.pools == 0 ? 1 : 2
    var next = block.lowerBound
    while next < block.upperBound {
      let run = tiles.run(from: next, to: block.upperBound)
      let y = tiles.rows.start(run.row) / shrink
      let x = tiles.columns.start(run.column) / shrink
      let rows = (tiles.rows.extent(run.row) + shrink - 1) / shrink
      let columns = (tiles.columns.extent(run.column) + shrink - 1) / shrink
      kernel.output(
        run.count, sums + (next - block.lowerBound) * kernel.nr, blocking.productStride,
        multipliers, target.pixel(y: y, x: x) + firstChannel,
        min(rows, target.layout.height - y), columns, target.layout.width - x,
        addend.map { UnsafePointer($0.pixel(y: y, x: x)) + firstChannel }, &output)
      next += run.count
    }
  }
}
