import CCustosFloatKernels

/// Which convolutions of a network run by Winograd's algorithm, for each direction.
struct ConvolutionAlgorithms {
  /// What a convolution computes.
  enum Direction: Int, CaseIterable {
    /// The output map.
    case forward
    /// The gradient of the input map.
    case input
    /// The gradient of the kernel.
    case kernel
  }

  private var tiles: [[FloatWinogradTiles?]]

  init(graph: Graph, choice: ConvolutionChoice, batchSize: Int, training: Bool) {
    tiles = graph.nodes.map { node in
      Direction.allCases.map { direction in
        guard choice != .direct, training || direction == .forward,
          let shape = ConvolutionShape(graph, node),
          let tiles = shape.winograd(direction)
        else { return nil }
        let cost = WinogradCost(
          tiles, direction, directTaps: shape.taps.count, images: batchSize)
        return choice == .winograd || cost.isLower ? tiles : nil
      }
    }
  }

  /// The tiles of a layer that runs by Winograd's algorithm, else nil.
  func winograd(_ index: Int, _ direction: Direction) -> FloatWinogradTiles? {
    tiles[index][direction.rawValue]
  }
}

extension ConvolutionShape {
  /// The tiles of one direction, where Winograd's algorithm can be used.
  func winograd(_ direction: ConvolutionAlgorithms.Direction) -> FloatWinogradTiles? {
    guard !isPlain, window.stride == 1 else { return nil }
    return direction == .input
      ? FloatWinogradTiles(backward(kernelWindow), outputs: channels)
      : FloatWinogradTiles(kernelWindow, outputs: columns)
  }
}
