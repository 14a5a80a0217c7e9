/// The time of a convolution by Winograd's algorithm and by matrix products with patches, in multiply-accumulates of a matrix
/// product that take as long.
struct WinogradCost {
  let winograd: Double
  let direct: Double

  /// Whether Winograd's algorithm takes less time.
  var isLower: Bool { winograd < direct }

  init(_ tiles: WinogradTiles, _ direction: ConvolutionAlgorithms.Direction, images: Int) {
    let kernel = Double(tiles.inputs * tiles.outputs)
    let channels = Double(tiles.inputs + tiles.outputs)
    let count = Double((tiles.count * images + 5) / 6 * 6)
    let pixels = Double(images * tiles.geometry.output_height * tiles.geometry.output_width)
    let positions = Double(WinogradTiles.positions)
    winograd = positions * (count * kernel + 20 * count * channels + 20 * kernel)
    direct = 9 * (pixels * kernel + 10 * pixels * Double(tiles.inputs))
  }
}
