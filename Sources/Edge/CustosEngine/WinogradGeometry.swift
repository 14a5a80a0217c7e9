import CCustosKernels
import CustosModelFile

/// A convolution 3x3 with stride 1 as Winograd's algorithm sees it, where that is possible and pays.
struct WinogradGeometry {
  /// When the weights are transformed.
  enum Weights {
    /// When they are packed: 72 bytes a pair of channels.
    case ahead
    /// When they are used, once a block of tiles: 9 bytes a pair of channels. For layers of few tiles, where
    /// bringing eight times the bytes from memory takes longer than to transform them.
    case inUse
  }

  /// Elements of the transformed tile.
  static let positions = Int(custos_winograd_positions)
  /// Rows and columns of the transformed tile.
  static let side = Int(custos_winograd_side)
  /// Elements of a filter.
  static let taps = 9
  /// Kernels read whole groups of this many input channels.
  private static let channelGroup = 16
  /// Products that take as long as transforming a tile: an input and an output channel (Cortex-A72, modelled).
  private static let inputCost = 84.0
  private static let outputCost = 116.0

  let inputChannels: Int
  let outputChannels: Int
  /// Output rows and columns, before any pooling.
  let height: Int
  let width: Int
  let weights: Weights

  /// Nil when the layer has another shape, when its sums would not be exact, or when the model of its
  /// time says that direct convolution is faster. With `pays` false it is never slower, and the weights are
  /// transformed as the number of channels says, so that tests meet both ways.
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
      inputChannels % Self.channelGroup == 0, outputChannels % kernel.nr == 0
    else { return nil }
    if pays {
      let pairs = Double(inputChannels * outputChannels)
      let tiles = WinogradTiles(height: height, width: width, pools: false)
      let compute =
        (Double(tiles.productCount) * pairs
          + Double(tiles.count)
          * (Self.inputCost * Double(inputChannels) + Self.outputCost * Double(outputChannels)))
        / (Double(kernel.products_per_cycle) * Double(threads))
      // Computing is shared by the threads, the way to memory is not.
      let memory =
        pairs
        / Double(
          inputChannels >= custos_winograd_fetch_channels
            ? kernel.fetched_bytes_per_cycle : kernel.weight_bytes_per_cycle)
      let blocks = WinogradBlocking.blockCount(tiles.count, inputChannels: inputChannels)
      let transforming =
        Double(blocks) * pairs / (Double(kernel.pairs_per_cycle) * Double(threads))
      let ahead = max(compute, 2 * Double(Self.positions) * memory)
      let inUse = max(compute + transforming, Double(Self.taps) * memory)
      let taps = model.visibleTaps(layer)
      // The direct kernels work on whole tiles of four pixels or more.
      let pixels = (height * width + 3) / 4 * 4
      let direct =
        Double(taps.rows.count * taps.columns.count * pixels) * pairs
        / (Double(kernel.direct_products_per_cycle) * Double(threads))
      guard min(ahead, inUse) < direct else { return nil }
      weights = ahead <= inUse ? .ahead : .inUse
    } else {
      weights = outputChannels / kernel.nr % 3 == 1 ? .ahead : .inUse
    }
    let constants = model.layerConstants(layer.sum)
    let exact = custos_winograd_is_exact(
      inputChannels, outputChannels, constants.weights, constants.biases, constants.multipliers)
    guard exact != 0 else { return nil }
  }

  /// Bytes of a packed block of output channels, a multiple of 64: biases, multipliers, weights.
  func packedBlockByteCount(_ kernel: custos_winograd_kernel) -> Int {
    let weights =
      switch weights {
      case .ahead: 2 * Self.positions * inputChannels * kernel.nr
      case .inUse: untransformedByteCount(kernel)
      }
    return (Self.headerByteCount(kernel) + weights + 63) & ~63
  }

  /// Bytes before a packed block's weights.
  static func headerByteCount(_ kernel: custos_winograd_kernel) -> Int { 8 * kernel.nr }

  /// Bytes of a block's weights before they are transformed.
  func untransformedByteCount(_ kernel: custos_winograd_kernel) -> Int {
    Self.taps * inputChannels * kernel.nr
  }

  /// Bytes of all packed blocks, a multiple of 64.
  func packedByteCount(_ kernel: custos_winograd_kernel) -> Int {
    outputChannels / kernel.nr * packedBlockByteCount(kernel)
  }
}
