import CCustosKernels
import CustosModel

/// A convolution 3x3 with stride 1 as Winograd's algorithm sees it, where that is possible and pays.
struct WinogradGeometry {
  /// Elements of a tile and of the transformed tile.
  static let tile = Int(custos_winograd_tile)
  static let positions = Int(custos_winograd_positions)
  /// Kernels read whole groups of this many input channels.
  private static let channelGroup = 16
  /// Least and most tiles of a block, whose products a thread holds at once: 48 with 16 channels are 110 KB.
  private static let blockTiles = 24...48
  /// Bytes of transformed inputs a thread, half of the smallest second-level cache met.
  private static let transformedByteLimit = 256 << 10

  let inputChannels: Int
  let outputChannels: Int
  /// Output rows and columns, before any pooling.
  let height: Int
  let width: Int

  /// Nil when the layer has another shape, when its sums would not be exact, or when the model of its
  /// time says that direct convolution is faster.
  init?(
    _ layer: Convolution, _ model: Model, kernel: custos_winograd_kernel, threads: Int,
    pays: Bool = true
  ) {
    let window = layer.window
    let input = model.tensors[layer.input]
    let output = model.tensors[layer.output]
    inputChannels = input.channels
    outputChannels = output.channels
    height = output.height
    width = output.width
    guard
      kernel.multiply != nil, output.elementType == .int8,
      window.kernelHeight == 3, window.kernelWidth == 3, window.strideY == 1, window.strideX == 1,
      inputChannels % Self.channelGroup == 0, outputChannels % kernel.nr == 0,
      !pays || self.pays(kernel, threads: threads)
    else { return nil }
    let constants = model.constants.bytes
    let exact = custos_winograd_is_exact(
      inputChannels, outputChannels,
      constants.baseAddress.map { $0 + layer.sum.weights.lowerBound },
      constants.baseAddress.map { $0 + layer.sum.bias.lowerBound },
      constants.baseAddress.map { $0 + layer.sum.multipliers.lowerBound })
    guard exact != 0 else { return nil }
  }

  /// Whether the modelled time is less than that of the direct sums. Products are shared by the threads,
  /// the way to memory is not; transforming a tile costs about as much as 84 products an input channel
  /// and 116 an output channel (Cortex-A72, modelled).
  private func pays(_ kernel: custos_winograd_kernel, threads: Int) -> Bool {
    let tiles = Self.tiles(height) * Self.tiles(width)
    let pairs = Double(inputChannels) * Double(outputChannels)
    let products =
      Double(tiles)
      * (Double(Self.positions) * pairs + 84 * Double(inputChannels) + 116 * Double(outputChannels))
    let compute = products / Double(kernel.products_per_cycle) / Double(threads)
    let memory = 2 * Double(Self.positions) * pairs / Double(kernel.weight_bytes_per_cycle)
    // The direct kernels work on whole tiles of four pixels or more.
    let pixels = (height * width + 3) / 4 * 4
    let direct =
      9 * pairs * Double(pixels) / Double(kernel.direct_products_per_cycle) / Double(threads)
    return max(compute, memory) < direct
  }

  /// Tiles along an extent.
  static func tiles(_ extent: Int) -> Int { (extent + tile - 1) / tile }

  /// Bytes of the packed weights, a multiple of 64.
  func packedByteCount(_ kernel: custos_winograd_kernel) -> Int {
    var kernel = kernel
    return outputChannels / kernel.nr * custos_winograd_block_size(&kernel, inputChannels)
  }

  /// How `tileCount` tiles are cut into blocks, and the memory that takes.
  struct Blocking {
    /// Tiles of a block.
    let tiles: Int
    /// Blocks whose transformed inputs are held at once.
    let blocks: Int
    /// Bytes of the transformed inputs of one block, `[36][tiles][C_in]` int16.
    let transformedByteCount: Int
    /// Where the products begin, behind all transformed inputs; a multiple of 64.
    let productOffset: Int
    /// Bytes of one thread's products, `[36][tiles][nr]` int32.
    let productByteCount: Int
    /// Bytes of both for all threads.
    let byteCount: Int

    init(tileCount: Int, inputChannels: Int, kernel: custos_winograd_kernel, threads: Int) {
      // About as many bytes of products as of weights.
      let limit = min(max(inputChannels / 2, blockTiles.lowerBound), blockTiles.upperBound)
      let blockCount = (tileCount + limit - 1) / limit
      let even = (tileCount + blockCount - 1) / blockCount
      tiles = min(tileCount, (even + kernel.mr - 1) / kernel.mr * kernel.mr)
      transformedByteCount = 2 * positions * tiles * inputChannels
      blocks = min(
        (tileCount + tiles - 1) / tiles,
        max(1, transformedByteLimit * threads / transformedByteCount))
      productByteCount = (4 * positions * tiles * kernel.nr + 63) & ~63
      productOffset = (blocks * transformedByteCount + 63) & ~63
      byteCount = productOffset + threads * productByteCount
    }
  }
}
