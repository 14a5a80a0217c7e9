import CCustosKernels
import CustosTestRandom

/// One call of a kernel that gives every channel a multiplier and an offset, described by what differs
/// from the plain case; `check` makes it and compares every output, and every byte between and around
/// the pixels, with plain loops.
struct ChannelAffineCase {
  let kernels: custos_kernel_set
  var pixels = 3
  var channels = 32
  /// Bytes between pixels of the input beyond the channels.
  var inputGap = 0
  /// Bytes between pixels of the output beyond the channels.
  var outputGap = 0
  /// The channels' multipliers and offsets, repeated as often as needed.
  var factors: [(multiplier: Float, offset: Float)] = [(0.75, 3)]
  var inputZeroPoint: Int32 = -128
  var minimum: Int32 = -128
  var maximum: Int32 = 127
  var zeroPoint: Int32 = 0
  /// Whether pixel p has the byte p in all channels, instead of random ones.
  var countsUp = false
  var seed: UInt64 = 1

  /// Three pixels of 32 channels.
  init(_ kernels: custos_kernel_set) { self.kernels = kernels }

  /// A copy with some properties changed.
  func with(_ change: (inout ChannelAffineCase) -> Void) -> ChannelAffineCase {
    var copy = self
    change(&copy)
    return copy
  }

  private var description: String {
    "\(text(kernels.vmulcaddc_name)): \(pixels) pixels of \(channels) channels, gaps \(inputGap) and "
      + "\(outputGap), zero points \(inputZeroPoint) and \(zeroPoint), clamp "
      + "\(minimum)...\(maximum), seed \(seed)"
  }

  private var inputStride: Int { channels + inputGap }
  private var outputStride: Int { channels + outputGap }

  /// Calls the kernel; where the strides are equal, once more in place.
  func check(_ checks: KernelChecks) {
    // Operands have exactly the bytes that may be read; reading on stops the program.
    let input = ExactBuffer<Int8>(count: (pixels - 1) * inputStride + channels)
    let multipliers = ExactBuffer<Float>(count: channels)
    let offsets = ExactBuffer<Float>(count: channels)
    fillOperands(input, multipliers, offsets)
    let output = GuardedBuffer(
      byteCount: (pixels - 1) * outputStride + channels, misalignment: Int(seed % 5))
    let results = output.elements(Int8.self)
    checks.record(text(kernels.vmulcaddc_name))
    call(input.base, multipliers.base, offsets.base, results.baseAddress)

    checks.expect(output.isIntact, "\(description): wrote outside its outputs")
    var wrong = 0
    var strayWrites = 0
    for index in 0..<results.count {
      let pixel = index / outputStride
      let channel = index % outputStride
      if channel >= channels {
        if UInt8(bitPattern: results[index]) != GuardedBuffer.fill { strayWrites += 1 }
        continue
      }
      let centred = Int32(input.base[pixel * inputStride + channel]) - inputZeroPoint
      let product = Float(centred) * multipliers.base[channel]
      let expected = quantized(
        product + offsets.base[channel], Float(minimum - zeroPoint), Float(maximum - zeroPoint),
        zeroPoint)
      if results[index] != expected { wrong += 1 }
    }
    checks.expect(wrong == 0, "\(description): \(wrong) wrong outputs")
    checks.expect(strayWrites == 0, "\(description): \(strayWrites) bytes written between pixels")
    if inputGap == outputGap { checkInPlace(checks, input, multipliers, offsets, results) }
  }

  private func call(
    _ input: UnsafePointer<Int8>, _ multipliers: UnsafePointer<Float>,
    _ offsets: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Int8>?
  ) {
    var parameters = custos_channel_affine(
      input_zero_point: inputZeroPoint, minimum: Float(minimum - zeroPoint),
      maximum: Float(maximum - zeroPoint), zero_point: zeroPoint)
    kernels.vmulcaddc(
      pixels, channels, input, inputStride, multipliers, offsets, output, outputStride, &parameters)
  }

  /// Outputs over the inputs: the same results, and the inputs between pixels as they were.
  private func checkInPlace(
    _ checks: KernelChecks, _ input: ExactBuffer<Int8>, _ multipliers: ExactBuffer<Float>,
    _ offsets: ExactBuffer<Float>, _ results: UnsafeMutableBufferPointer<Int8>
  ) {
    let before = (0..<input.count).map { input.base[$0] }
    call(input.base, multipliers.base, offsets.base, input.base)
    var wrong = 0
    for index in 0..<input.count {
      let expected = index % inputStride < channels ? results[index] : before[index]
      if input.base[index] != expected { wrong += 1 }
    }
    checks.expect(wrong == 0, "\(description), in place: \(wrong) wrong bytes")
  }

  private func fillOperands(
    _ input: ExactBuffer<Int8>, _ multipliers: ExactBuffer<Float>, _ offsets: ExactBuffer<Float>
  ) {
    var random = SeededRandom(seed: seed &* 1000 &+ UInt64(channels))
    for index in 0..<input.count {
      input.base[index] =
        countsUp
        ? Int8(truncatingIfNeeded: index / inputStride) : Int8(random.integer(-128...127))
    }
    for channel in 0..<channels {
      multipliers.base[channel] = factors[channel % factors.count].multiplier
      offsets.base[channel] = factors[channel % factors.count].offset
    }
  }
}
