import CCustosKernels
import CustosModelFile

/// A convolution or dense layer as calls of the indirect matrix kernel.
///
/// The output is cut into tiles of `mr` pixels and chunks of channels whose weights fit the
/// second-level cache; an item is a run of tiles of one chunk.
final class ConvolutionStep: Step {
  /// A quarter of the smallest second-level cache met (Cortex-A53: 512 KiB, shared by four cores).
  private static let chunkByteLimit = 128 << 10
  /// Items per thread, so that threads that finish early find more work.
  private static let itemsPerThread = 8

  private let kernel: custos_igemm_kernel
  private let geometry: ConvolutionGeometry
  private let input: UnsafePointer<Int8>
  private let inputRowStep: Int
  private let inputPixelStep: Int
  private let output: UnsafeMutableRawPointer
  private let outputLayout: TensorLayout
  private var requantization: custos_output
  private let packed: UnsafeRawPointer
  private let chunkChannels: Int
  private let chunkByteCount: Int
  private let pixelCount: Int
  private let tilesPerItem: Int
  private let itemsPerChunk: Int
  private let scratch: ConvolutionScratch

  /// Packs the weights, `[C_out, runs, products]`, into the site's memory
  /// (`geometry.packedByteCount`) and plans the items.
  init(
    _ geometry: ConvolutionGeometry, _ sum: WeightedSum, _ constants: LayerConstants,
    from input: Int, to output: Int, _ plan: StepPlan, _ site: StepSite
  ) {
    let (source, target) = (site.placements[input], site.placements[output])
    let tensor = plan.model.tensors[output]
    let (kernel, threads, packed) = (plan.kernels.igemm, plan.threads, site.packed)
    let window = geometry.window
    let channels = geometry.outputChannels
    self.kernel = kernel
    self.geometry = geometry
    self.packed = UnsafeRawPointer(packed)
    self.input = UnsafePointer(source.pixel(y: -window.paddingTop, x: -window.paddingLeft))
    inputRowStep = window.strideY * source.layout.rowStride
    inputPixelStep = window.strideX * source.layout.pixelStride
    self.output = target.base
    outputLayout = target.layout
    requantization = custos_output(
      requantize: tensor.elementType == .int8 ? 1 : 0,
      minimum: Float(sum.outputMinimum - tensor.zeroPoint),
      maximum: Float(sum.outputMaximum - tensor.zeroPoint), zero_point: tensor.zeroPoint)

    var packing = kernel
    let blockByteCount = custos_igemm_packed_size(
      &packing, kernel.nr, geometry.runs, geometry.products)
    let blocks = (channels + kernel.nr - 1) / kernel.nr
    let chunkBlocks = min(blocks, max(1, Self.chunkByteLimit / blockByteCount))
    let chunkCount = (blocks + chunkBlocks - 1) / chunkBlocks
    chunkChannels = chunkBlocks * kernel.nr
    chunkByteCount = chunkBlocks * blockByteCount
    for chunk in 0..<chunkCount {
      let first = chunk * chunkChannels
      custos_igemm_pack(
        &packing, min(chunkChannels, channels - first), geometry.runs, geometry.products,
        constants.weights.map { $0 + first * geometry.runs * geometry.products },
        constants.biases.map { $0 + 4 * first }, constants.multipliers.map { $0 + 4 * first },
        packed + chunk * chunkByteCount)
    }
    pixelCount = tensor.height * tensor.width
    let tiles = (pixelCount + kernel.mr - 1) / kernel.mr
    let items = threads == 1 ? 1 : threads * Self.itemsPerThread
    tilesPerItem = max(1, (tiles * chunkCount + items - 1) / items)
    itemsPerChunk = (tiles + tilesPerItem - 1) / tilesPerItem
    scratch = ConvolutionScratch(
      geometry: geometry, tilePixels: kernel.mr, threads: threads)
    super.init(itemCount: itemsPerChunk * chunkCount, kernelName: kernel.name)
  }

  override func execute(item: Int, worker: Int) {
    let chunk = item / itemsPerChunk
    let firstChannel = chunk * chunkChannels
    let channels = min(chunkChannels, outputLayout.channels - firstChannel)
    let weights = packed + chunk * chunkByteCount
    let inputs = scratch.inputs(worker)
    let outputs = scratch.outputs(worker)
    let width = outputLayout.width
    let outputStep = outputLayout.pixelStride
    let outputGap = outputLayout.rowStride - width * outputStep

    var pixel = item % itemsPerChunk * tilesPerItem * kernel.mr
    let end = min(pixelCount, pixel + tilesPerItem * kernel.mr)
    let y = pixel / width
    var x = pixel - y * width
    var inputRow = input + y * inputRowStep
    var from = inputRow + x * inputPixelStep
    var to = output + outputLayout.offset(y: y, x: x) + firstChannel * outputLayout.elementSize
    while pixel < end {
      let count = min(scratch.pixelsPerCall, end - pixel)
      var index = 0
      while index < count {
        let rowEnd = min(count, index + width - x)
        x += rowEnd - index
        while index < rowEnd {
          inputs[index] = from
          outputs[index] = to
          from += inputPixelStep
          to += outputStep
          index += 1
        }
        guard x == width else { continue }
        x = 0
        inputRow += inputRowStep
        from = inputRow
        to += outputGap
      }
      kernel.function(
        count, channels, geometry.runs, geometry.runLength, geometry.runStride,
        scratch.gather(inputs, count, worker), weights, outputs, &requantization)
      pixel += count
    }
  }
}
