import CCustosKernels
import CustosModelFile

/// When the weights of Winograd's algorithm are transformed. Both give the same bits.
public enum WinogradWeights: Sendable {
  /// When they are packed: 72 bytes a pair of channels.
  case ahead
  /// When they are used, once a block of tiles: 9 bytes a pair of channels. For layers of few tiles, where
  /// bringing eight times the bytes from memory takes longer than to transform them.
  case inUse
}

/// A convolution 3x3 with stride 1 as Winograd's algorithm sees it, where that is possible.
struct WinogradGeometry {
  /// Elements of the transformed tile.
  static let positions = Int(custos_winograd_positions)
  /// Rows and columns of the transformed tile.
  static let side = Int(custos_winograd_side)
  /// Elements of a filter.
  static let taps = 9
  /// Kernels read whole groups of this many input channels.
  private static let channelGroup = 16

  let inputChannels: Int
  let outputChannels: Int
  /// Output rows and columns, before any pooling.
  let height: Int
  let width: Int
  let weights: WinogradWeights

  /// The geometry of a layer that takes the algorithm; nil for one that is to be convolved directly.
  static func choose(
    _ layer: Convolution, _ model: Model, kernel: custos_winograd_kernel, threads: Int,
    algorithm: ConvolutionAlgorithm
  ) -> WinogradGeometry? {
    guard fits(layer, model, kernel) else { return nil }
    switch algorithm {
    case .direct: return nil
    case .winograd(let weights):
      return WinogradGeometry(layer, model, weights)
    case .fastest:
      let cost = WinogradCost(layer, model, kernel: kernel, threads: threads)
      return cost.fastest.flatMap { WinogradGeometry(layer, model, $0) }
    }
  }

  /// Whether the layer has a shape that the kernels know.
  private static func fits(
    _ layer: Convolution, _ model: Model, _ kernel: custos_winograd_kernel
  ) -> Bool {
    let window = layer.window
    return kernel.multiply != nil && model.tensors[layer.output].elementType == .int8
      && window.kernelHeight == 3 && window.kernelWidth == 3 && window.strideY == 1
      && window.strideX == 1 && model.tensors[layer.input].channels % channelGroup == 0
      && model.tensors[layer.output].channels % kernel.nr == 0
  }

  /// Nil when the layer's sums would not be exact, which takes a look at all of its weights.
  private init?(_ layer: Convolution, _ model: Model, _ weights: WinogradWeights) {
    let output = model.tensors[layer.output]
    inputChannels = model.tensors[layer.input].channels
    outputChannels = output.channels
    height = output.height
    width = output.width
    self.weights = weights
    let (inputs, outputs) = (inputChannels, outputChannels)
    let exact = model.withLayerConstants(layer.sum) {
      custos_winograd_is_exact(inputs, outputs, $0.weights, $0.biases, $0.multipliers)
    }
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
