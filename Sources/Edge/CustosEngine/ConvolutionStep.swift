import CCustosKernels
import CustosModel

/// A convolution or dense layer as tiles of the indirect matrix kernel.
///
/// The output is cut into tiles of `mr` pixels and chunks of channels whose weights fit the
/// second-level cache; an item is a run of tiles of one chunk.
final class ConvolutionStep: Step {
  /// A quarter of the smallest second-level cache met (Cortex-A53: 512 KiB, shared by four cores).
  private static let chunkByteLimit = 128 << 10
  /// Items a thread, so that threads that finish early find more.
  private static let itemsPerThread = 8

  private let kernel: custos_igemm_kernel
  private let input: UnsafePointer<Int8>
  private let inputRowStep: Int
  private let inputPixelStep: Int
  private let runs: Int
  private let runLength: Int
  private let runStride: Int
  private let output: UnsafeMutableRawPointer
  private let outputLayout: TensorLayout
  private var requantization: custos_output
  private let packed: UnsafeRawPointer
  private let chunkChannels: Int
  private let chunkByteCount: Int
  private let pixelCount: Int
  private let tilesPerItem: Int
  private let itemsPerChunk: Int
  private let inputPointers: UnsafeMutablePointer<UnsafePointer<Int8>?>
  private let outputPointers: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  private let pointersPerWorker: Int

  /// The runs of a layer over the input's memory, and the length of its packed weights.
  struct Geometry {
    let window: Window
    let runs: Int
    let runLength: Int
    let runStride: Int
    let outputChannels: Int

    /// Rows of the window are runs; they join when they are adjacent in memory.
    init(window: Window, input: TensorLayout, outputChannels: Int) {
      self.window = window
      self.outputChannels = outputChannels
      let length = window.kernelWidth * input.channels
      let adjacent = length == input.rowStride
      runs = adjacent ? 1 : window.kernelHeight
      runLength = adjacent ? length * window.kernelHeight : length
      runStride = input.rowStride
    }

    /// Bytes of the packed weights, rounded up to a multiple of 64.
    func packedByteCount(_ kernel: custos_igemm_kernel) -> Int {
      var kernel = kernel
      return (custos_igemm_packed_size(&kernel, outputChannels, runs, runLength) + 63) & ~63
    }
  }

  /// Packs the weights into `packed` (64-byte aligned, `geometry.packedByteCount`) and plans the items.
  init(
    geometry: Geometry, sum: WeightedSum, output tensor: Tensor, from source: Placement,
    to target: Placement, constants: UnsafeRawBufferPointer, kernel: custos_igemm_kernel,
    packed: UnsafeMutableRawPointer, threads: Int
  ) {
    let window = geometry.window
    let channels = geometry.outputChannels
    self.kernel = kernel
    self.packed = UnsafeRawPointer(packed)
    input = UnsafePointer(source.pixel(y: -window.paddingTop, x: -window.paddingLeft))
    inputRowStep = window.strideY * source.layout.rowStride
    inputPixelStep = window.strideX * source.layout.pixelStride
    runs = geometry.runs
    runLength = (geometry.runLength + kernel.kr - 1) / kernel.kr * kernel.kr
    runStride = geometry.runStride
    output = target.base
    outputLayout = target.layout
    requantization = custos_output(
      requantize: tensor.elementType == .int8 ? 1 : 0,
      minimum: Float(sum.outputMinimum - tensor.zeroPoint),
      maximum: Float(sum.outputMaximum - tensor.zeroPoint), zero_point: tensor.zeroPoint)

    var packing = kernel
    custos_igemm_pack(
      &packing, channels, geometry.runs, geometry.runLength,
      constants.baseAddress.map { $0 + sum.weights.lowerBound },
      constants.baseAddress.map { $0 + sum.bias.lowerBound },
      constants.baseAddress.map { $0 + sum.multipliers.lowerBound }, packed)

    let blockByteCount = custos_igemm_packed_size(
      &packing, kernel.nr, geometry.runs, geometry.runLength)
    let blocks = (channels + kernel.nr - 1) / kernel.nr
    let chunkBlocks = min(blocks, max(1, Self.chunkByteLimit / blockByteCount))
    let chunkCount = (blocks + chunkBlocks - 1) / chunkBlocks
    chunkChannels = chunkBlocks * kernel.nr
    chunkByteCount = chunkBlocks * blockByteCount
    pixelCount = tensor.height * tensor.width
    let tiles = (pixelCount + kernel.mr - 1) / kernel.mr
    let items = threads == 1 ? 1 : threads * Self.itemsPerThread
    tilesPerItem = max(1, (tiles * chunkCount + items - 1) / items)
    itemsPerChunk = (tiles + tilesPerItem - 1) / tilesPerItem
    // Whole cache lines for each worker, so that workers do not share lines.
    pointersPerWorker = (kernel.mr + 7) & ~7
    inputPointers = Self.makePointers(pointersPerWorker * threads)
    outputPointers = Self.makePointers(pointersPerWorker * threads)
    super.init(itemCount: itemsPerChunk * chunkCount, kernelName: kernel.name)
  }

  deinit {
    UnsafeMutableRawPointer(inputPointers).deallocate()
    UnsafeMutableRawPointer(outputPointers).deallocate()
  }

  /// Pointers that begin at a cache line.
  private static func makePointers<Pointer>(_ count: Int) -> UnsafeMutablePointer<Pointer?> {
    UnsafeMutableRawPointer
      .allocate(byteCount: count * MemoryLayout<Pointer?>.stride, alignment: 64)
      .initializeMemory(as: Pointer?.self, repeating: nil, count: count)
  }

  override func execute(item: Int, worker: Int) {
    let chunk = item / itemsPerChunk
    let firstChannel = chunk * chunkChannels
    let channels = min(chunkChannels, outputLayout.channels - firstChannel)
    let weights = packed + chunk * chunkByteCount
    let inputs = inputPointers + worker * pointersPerWorker
    let outputs = outputPointers + worker * pointersPerWorker
    let width = outputLayout.width
    let outputStep = outputLayout.pixelStride
    let mr = kernel.mr

    var pixel = item % itemsPerChunk * tilesPerItem * mr
    let end = min(pixelCount, pixel + tilesPerItem * mr)
    let y = pixel / width
    var x = pixel - y * width
    var inputRow = input + y * inputRowStep
    var from = inputRow + x * inputPixelStep
    var to =
      output + outputLayout.offset(y: y, x: x) + firstChannel * outputLayout.elementSize
    let outputGap = outputLayout.rowStride - width * outputStep
    while pixel < end {
      for row in 0..<mr {
        inputs[row] = from
        outputs[row] = to
        // Past the last pixel the pointers stay, so that it fills the rest of the tile.
        guard pixel + row + 1 < end else { continue }
        x += 1
        from += inputPixelStep
        to += outputStep
        if x == width {
          x = 0
          inputRow += inputRowStep
          from = inputRow
          to += outputGap
        }
      }
      kernel.function(
        channels, runs, runLength, runStride, inputs, weights, outputs, &requantization)
      pixel += mr
    }
  }
}
