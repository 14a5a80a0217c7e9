import CCustosKernels
import CustosTestRandom

/// One call of a matrix kernel, described by what differs from the plain case; `check` makes it and
/// compares every output, and every byte around the outputs, with plain loops.
struct MatrixKernelCase {
  /// What operands are filled with.
  enum Fill {
    /// Evenly distributed.
    case random
    /// Inputs -128, weights 127 and -127 by channel: the largest sums.
    case extreme
    /// Inputs 0: only the bias counts; biases step through halves and large values.
    case biasOnly
  }

  var kernel: custos_igemm_kernel
  var pixels: Int
  var channels: Int
  var runs = 1
  var runLength: Int
  /// Bytes between the runs of one pixel beyond their length.
  var runGap = 0
  /// Bytes between pixels of the output beyond the channels.
  var outputGap = 0
  var minimum: Int32 = -128
  var maximum: Int32 = 127
  var zeroPoint: Int32 = 0
  var fill = Fill.random
  /// Multiplier of every channel; nil for random ones that spread the sums.
  var multiplier: Float?
  var requantizes = true
  var seed: UInt64 = 1

  /// A full tile of one block.
  init(_ kernel: custos_igemm_kernel) {
    self.kernel = kernel
    pixels = kernel.mr
    channels = kernel.nr
    runLength = kernel.kr
  }

  /// A copy with some properties changed.
  func with(_ change: (inout MatrixKernelCase) -> Void) -> MatrixKernelCase {
    var copy = self
    change(&copy)
    return copy
  }

  private var description: String {
    "\(text(kernel.name)): \(pixels) pixels, \(channels) channels, \(runs) runs of \(runLength), "
      + "gaps \(runGap) and \(outputGap), clamp \(minimum)...\(maximum), zero point \(zeroPoint), "
      + "seed \(seed)" + (requantizes ? "" : ", raw sums")
  }

  /// Calls the kernel.
  func check(_ checks: KernelChecks) {
    var kernel = kernel
    var random = SeededRandom(seed: seed &+ UInt64(runLength * 1000 + channels))
    let roundedLength = (runLength + kernel.kr - 1) / kernel.kr * kernel.kr
    let runStride = runLength + runGap
    let pixelByteCount = (runs - 1) * runStride + roundedLength

    // Inputs and weights have exactly the bytes that may be read; reading on stops the program.
    let input = ExactBuffer<Int8>(count: pixels * pixelByteCount)
    let weights = ExactBuffer<Int8>(count: channels * runs * runLength)
    let bias = ExactBuffer<Int32>(count: channels)
    let multipliers = ExactBuffer<Float>(count: channels)
    fillOperands(input, weights, bias, multipliers, &random)

    let packed = ExactBuffer<Int8>(
      count: custos_igemm_packed_size(&kernel, channels, runs, runLength))
    custos_igemm_pack(
      &kernel, channels, runs, runLength, weights.base, bias.base, multipliers.base, packed.base)

    let elementSize = requantizes ? 1 : 4
    let outputStride = (channels + outputGap) * elementSize
    let output = GuardedBuffer(byteCount: pixels * outputStride)
    var inputs: [UnsafePointer<Int8>?] = []
    var outputs: [UnsafeMutableRawPointer?] = []
    for pixel in 0..<pixels {
      inputs.append(UnsafePointer(input.base + pixel * pixelByteCount))
      outputs.append(output.base + pixel * outputStride)
    }
    var requantization = custos_output(
      requantize: requantizes ? 1 : 0, minimum: Float(minimum - zeroPoint),
      maximum: Float(maximum - zeroPoint), zero_point: zeroPoint)
    checks.record(text(kernel.name))
    kernel.function(
      pixels, channels, runs, roundedLength, runStride, inputs, packed.base, outputs,
      &requantization)

    checks.expect(output.isIntact, "\(description): wrote outside its outputs")
    var wrong = 0
    var strayWrites = 0
    for pixel in 0..<pixels {
      for channel in 0..<channels {
        var sum = Int(bias.base[channel])
        for run in 0..<runs {
          for k in 0..<runLength {
            sum +=
              Int(input.base[pixel * pixelByteCount + run * runStride + k])
              * Int(weights.base[(channel * runs + run) * runLength + k])
          }
        }
        let at = output.base + pixel * outputStride + channel * elementSize
        if requantizes {
          let expected = quantized(
            Float(Int32(sum)) * multipliers.base[channel], requantization.minimum,
            requantization.maximum, zeroPoint)
          if at.load(as: Int8.self) != expected { wrong += 1 }
        } else if at.loadUnaligned(as: Int32.self) != Int32(sum) {
          wrong += 1
        }
      }
      for byte in channels * elementSize..<outputStride
      where (output.base + pixel * outputStride + byte).load(as: UInt8.self) != GuardedBuffer.fill {
        strayWrites += 1
      }
    }
    checks.expect(wrong == 0, "\(description): \(wrong) wrong outputs")
    checks.expect(strayWrites == 0, "\(description): \(strayWrites) bytes written between pixels")
  }

  private func fillOperands(
    _ input: ExactBuffer<Int8>, _ weights: ExactBuffer<Int8>, _ bias: ExactBuffer<Int32>,
    _ multipliers: ExactBuffer<Float>, _ random: inout SeededRandom
  ) {
    for index in 0..<input.count {
      input.base[index] =
        switch fill {
        case .random: Int8(random.integer(-128...127))
        case .extreme: -128
        case .biasOnly: 0
        }
    }
    let terms = runs * runLength
    for index in 0..<weights.count {
      weights.base[index] =
        fill == .extreme
        ? (index / terms % 2 == 0 ? 127 : -127) : Int8(random.integer(-127...127))
    }
    let spread = 5000 * Float(terms).squareRoot()
    for channel in 0..<channels {
      bias.base[channel] =
        fill == .biasOnly ? biasStep(channel) : Int32(random.integer(-10_000...10_000))
      multipliers.base[channel] = multiplier ?? random.float(30, 120) / spread
    }
  }

  /// Small values around zero, then values whose conversion to float is a tie, then the largest.
  private func biasStep(_ channel: Int) -> Int32 {
    let step = channel + Int(seed) * channels
    switch step % 3 {
    case 0: return Int32(step / 3 % 1200 - 600)
    case 1: return (1 << 24) + Int32(step % 4096) * (step % 2 == 0 ? 1 : -1)
    default: return Int32.max - Int32(step)
    }
  }
}
