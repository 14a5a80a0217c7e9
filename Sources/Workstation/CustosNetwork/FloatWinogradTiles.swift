import CCustosFloatKernels

/// A 3x3 convolution with stride 1 cut into tiles of 4x4 outputs (Winograd's F(4x4, 3x3)).
///
/// A tile's 6x6 inputs and a kernel's 3x3 taps both become 36 positions, at each of which the sum over
/// input channels is a matrix product `[tiles, inputs] * [inputs, outputs]`: 36 instead of 144
/// products for 16 outputs.
struct FloatWinogradTiles {
  /// Positions of a tile.
  static let positions = 36

  /// Maps and tiles as the kernels want them.
  let geometry: custos_winograd_tiles
  /// Channels of the map that is read.
  let inputs: Int
  /// Channels of the map that is written.
  let outputs: Int

  /// Tiles of the convolution over `window` with `outputs` channels; nil where its kernel is not 3x3,
  /// its stride not 1 or the channels no multiples of 16.
  init?(_ window: custos_window, outputs: Int) {
    guard
      window.kernel_height == 3 && window.kernel_width == 3 && window.stride == 1
        && window.channels % 16 == 0 && outputs % 16 == 0
    else { return nil }
    geometry = custos_winograd_tiles(
      height: window.height, width: window.width, output_height: window.output_height,
      output_width: window.output_width, padding_top: window.padding_top,
      padding_left: window.padding_left, rows: (window.output_height + 3) / 4,
      columns: (window.output_width + 3) / 4)
    inputs = window.channels
    self.outputs = outputs
  }

  /// Tiles of one image.
  var count: Int { geometry.rows * geometry.columns }

  // Rows and positions lie an odd number of cache lines apart: in powers of two they would share few
  // sets of the caches.

  /// Floats between the tiles of a position with this many channels.
  static func rowStride(_ channels: Int) -> Int {
    channels / 16 % 2 == 0 ? channels + 16 : channels
  }

  /// Floats between positions of `tiles` tiles.
  static func positionStride(_ channels: Int, tiles: Int) -> Int {
    let floats = rowStride(channels) * tiles
    return floats / 16 % 2 == 0 ? floats + 16 : floats
  }

  /// Floats between positions of a kernel.
  var kernelStride: Int { inputs * outputs + 16 }

  /// Floats of a kernel's positions.
  var kernelFloats: Int { Self.positions * kernelStride }

  /// Floats of the positions of `tiles` tiles of both maps.
  func blockFloats(tiles: Int) -> Int {
    Self.positions
      * (Self.positionStride(inputs, tiles: tiles) + Self.positionStride(outputs, tiles: tiles))
  }
}
