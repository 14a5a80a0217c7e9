import CCustosKernels
import CustosModelFile

/// The modelled time of a layer by Winograd's algorithm and by direct sums, in cycles.
struct WinogradCost {
  /// With weights that are transformed when they are packed.
  let ahead: Double
  /// With weights that are transformed when they are used.
  let inUse: Double
  /// By the direct kernel.
  let direct: Double

  /// Models a convolution 3x3 with stride 1.
  init(_ layer: Convolution, _ model: Model, kernel: custos_winograd_kernel, threads: Int) {
    let output = model.tensors[layer.output]
    let (inputs, outputs) = (model.tensors[layer.input].channels, output.channels)
    let pairs = Double(inputs * outputs)
    let tiles = WinogradTiles(height: output.height, width: output.width, pools: false)
    let compute =
      (Double(tiles.productCount) * pairs
        + Double(tiles.count)
        * (Double(kernel.input_products) * Double(inputs)
          + Double(kernel.output_products) * Double(outputs)))
      / (Double(kernel.products_per_cycle) * Double(threads))
    // Computing is shared by the threads, the way to memory is not.
    let memory =
      pairs
      / Double(
        inputs >= custos_winograd_fetch_channels
          ? kernel.fetched_bytes_per_cycle : kernel.weight_bytes_per_cycle)
    let blocks = WinogradBlocking.blockCount(tiles.count, inputChannels: inputs)
    let transforming =
      Double(blocks) * pairs / (Double(kernel.pairs_per_cycle) * Double(threads))
    ahead = max(compute, 2 * Double(WinogradGeometry.positions) * memory)
    inUse = max(compute + transforming, Double(WinogradGeometry.taps) * memory)
    let taps = model.visibleTaps(layer)
    // The direct kernels work on whole tiles of four pixels or more.
    let pixels = (output.height * output.width + 3) / 4 * 4
    direct =
      Double(taps.rows.count * taps.columns.count * pixels) * pairs
      / (Double(kernel.direct_products_per_cycle) * Double(threads))
  }

  /// When to transform the weights; nil where direct sums are faster.
  var fastest: WinogradWeights? {
    guard min(ahead, inUse) < direct else { return nil }
    return ahead <= inUse ? .ahead : .inUse
  }
}
