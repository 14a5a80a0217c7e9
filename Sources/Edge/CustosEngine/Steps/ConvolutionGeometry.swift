import CCustosKernels
import CustosModelFile

/// What the matrix kernel reads for one output pixel of a layer.
///
/// Rows of the window are runs of adjacent bytes, or its pixels are, where these lie apart in memory. They join when they are adjacent in memory, and are
/// gathered into one run when rounding each of them up to the kernel's step would waste products, as
/// in first layers (3 rows of 9 bytes, 7 of 21).
struct ConvolutionGeometry {
  /// Runs are gathered when that saves more than one product in `gatherThreshold`.
  private static let gatherThreshold = 32
  /// Most bytes of a gathered pixel, so that those of a call stay in the first-level cache.
  private static let gatherLimit = 512

  let window: Window
  let outputChannels: Int
  /// Runs of a pixel in the input's memory.
  let inputRuns: Int
  /// Bytes of a run in the input's memory.
  let inputRunLength: Int
  /// Bytes between the runs in the input's memory.
  let inputRunStride: Int
  /// Whether the runs are copied into one before the kernel is called.
  let isGathered: Bool
  /// Runs of a pixel as the kernel sees them.
  let runs: Int
  /// Products of a run, before they are rounded up.
  let products: Int
  /// Products of a run, rounded up to the kernel's step.
  let runLength: Int
  /// Bytes between the runs as the kernel sees them.
  let runStride: Int

  /// Finds the runs of `window` over `input`.
  init(window: Window, input: TensorLayout, outputChannels: Int, kernel: custos_igemm_kernel) {
    func rounded(_ count: Int) -> Int { (count + kernel.kr - 1) / kernel.kr * kernel.kr }
    self.window = window
    self.outputChannels = outputChannels
    if input.isDense || window.kernelWidth == 1 {
      let length = window.kernelWidth * input.channels
      let adjacent = length == input.rowStride
      inputRuns = adjacent ? 1 : window.kernelHeight
      inputRunLength = adjacent ? length * window.kernelHeight : length
      inputRunStride = input.rowStride
    } else {
      precondition(
        window.kernelHeight == 1, "Windows over pixels that lie apart are one row or one column.")
      inputRuns = window.kernelWidth
      inputRunLength = input.channels
      inputRunStride = input.pixelStride
    }

    let separate = inputRuns * rounded(inputRunLength)
    let together = rounded(inputRuns * inputRunLength)
    isGathered =
      together <= Self.gatherLimit && (separate - together) * Self.gatherThreshold > separate
    runs = isGathered ? 1 : inputRuns
    products = isGathered ? inputRuns * inputRunLength : inputRunLength
    runLength = rounded(products)
    runStride = isGathered ? 0 : inputRunStride
  }

  /// Whether a window over pixels that lie apart in memory has one distance between all of its runs.
  static func takesStrided(_ window: Window) -> Bool {
    window.kernelWidth == 1 || window.kernelHeight == 1
  }

  /// Bytes of the packed weights, rounded up to a multiple of 64.
  func packedByteCount(_ kernel: custos_igemm_kernel) -> Int {
    var kernel = kernel
    return (custos_igemm_packed_size(&kernel, outputChannels, runs, products) + 63) & ~63
  }
}
