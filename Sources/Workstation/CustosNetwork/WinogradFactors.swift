import CCustosFloatKernels

/// The positions of all tiles in scratch memory, in blocks of channels.
struct WinogradFactors {
  private static let cacheBytes = 2 << 20

  /// Those of the map that is read.
  let inputs: UnsafeMutablePointer<Float>
  let inputLayout: custos_winograd_layout
  /// Those of the gradient.
  let outputs: UnsafeMutablePointer<Float>
  let outputLayout: custos_winograd_layout

  /// Lays out all tiles of so many images from `start` on.
  init(_ shape: FloatWinogradTiles, images: Int, at start: UnsafeMutablePointer<Float>) {
    let tiles = shape.count * images
    inputLayout = Self.layout(Int(custos_winograd_v_block), tiles: tiles)
    outputLayout = Self.layout(Int(custos_winograd_m_block), tiles: tiles)
    inputs = start
    outputs = start + Self.floats(shape.inputs, inputLayout)
  }

  /// What the kernel takes.
  var products: custos_winograd_factors {
    custos_winograd_factors(
      v: inputs, m: outputs, v_layout: inputLayout, m_layout: outputLayout)
  }

  /// Floats of all tiles of so many images.
  static func floats(_ shape: FloatWinogradTiles, images: Int) -> Int {
    let tiles = shape.count * images
    return floats(shape.inputs, layout(Int(custos_winograd_v_block), tiles: tiles))
      + floats(shape.outputs, layout(Int(custos_winograd_m_block), tiles: tiles))
  }

  /// How many shards of at most so many images are summed up at once: as many as stay in the caches, for large
  /// kernels more, since those would be written to memory more often.
  static func mostShards(_ shape: FloatWinogradTiles, images: Int) -> Int {
    let kernelBytes = 9 * 4 * shape.inputs * shape.outputs
    return max(cacheBytes, 2 * kernelBytes) / (4 * floats(shape, images: images))
  }

  /// Of 36 positions of tiles, one block of channels behind the other.
  private static func layout(_ channels: Int, tiles: Int) -> custos_winograd_layout {
    let position = tiles * channels
    return custos_winograd_layout(
      tile: channels, position: position, channels: channels,
      block: FloatWinogradTiles.positions * position)
  }

  /// Room for whole blocks.
  private static func floats(_ channels: Int, _ layout: custos_winograd_layout) -> Int {
    (channels + layout.channels - 1) / layout.channels * layout.block
  }
}
