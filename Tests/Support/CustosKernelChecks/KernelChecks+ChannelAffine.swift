import CCustosKernels
import CustosTestRandom

extension KernelChecks {
  /// The edge cases of a multiplier and an offset for every channel.
  func checkChannelAffine(_ kernels: custos_kernel_set) {
    let plain = ChannelAffineCase(kernels)
    checkAffineShapes(plain)
    checkAffineFactors(plain)
    checkAffineClamps(plain)
    checkSeparateRounding(kernels)
  }

  /// Every number of channels around the vectors' widths, with and without neighbours between pixels.
  private func checkAffineShapes(_ plain: ChannelAffineCase) {
    let factors = Self.randomFactors(count: 97, seed: 15)
    for channels in 1...100 {
      for pixels in 1...5 {
        for (inputGap, outputGap) in [(0, 0), (0, 1), (7, 0), (61, 61)] {
          plain.with {
            $0.channels = channels
            $0.pixels = pixels
            $0.inputGap = inputGap
            $0.outputGap = outputGap
            $0.factors = factors
            $0.seed = UInt64(channels + pixels)
          }.check(self)
        }
      }
    }
  }

  /// Every input byte with multipliers and offsets of every sign and size: ties, zeros, denormal
  /// numbers, and products and sums beyond the largest float.
  private func checkAffineFactors(_ plain: ChannelAffineCase) {
    let multipliers: [Float] = [
      0, -0.0, 1, -1, 0.5, -0.25, 1.5, 0x1p-8, 1e9, -1e9, 0x1p-126, -0x1p-149, 3e38, -3e38,
      .greatestFiniteMagnitude, 0.3, -2.7, 0x1.000002p0,
    ]
    let offsets: [Float] = [
      0, -0.0, 0.5, -0.5, 0.25, 100, -127.5, 8_388_607.5, -16_777_214, 0x1p-149, 3e38, -3e38,
      -.greatestFiniteMagnitude, 1e-20,
    ]
    var factors: [(multiplier: Float, offset: Float)] = []
    for multiplier in multipliers {
      for offset in offsets { factors.append((multiplier, offset)) }
    }
    for inputZeroPoint in [-128, 0, 127] as [Int32] {
      plain.with {
        $0.factors = factors
        $0.channels = factors.count
        $0.pixels = 256
        $0.countsUp = true
        $0.inputZeroPoint = inputZeroPoint
        $0.zeroPoint = -5
      }.check(self)
    }
    for seed in 0..<8 as Range<UInt64> {
      plain.with {
        $0.factors = Self.randomFactors(count: 64, seed: seed)
        $0.channels = 64
        $0.pixels = 256
        $0.countsUp = true
        $0.inputZeroPoint = Int32(seed) * 30 - 100
        $0.zeroPoint = Int32(seed) * -35 + 120
      }.check(self)
    }
  }

  /// Clamps that touch either end, and clamps to one number.
  private func checkAffineClamps(_ plain: ChannelAffineCase) {
    for zeroPoint in [-128, -1, 0, 3, 127] as [Int32] {
      for (minimum, maximum) in [
        (-128, 127), (zeroPoint, 127), (-128, zeroPoint), (-20, 30), (127, 127), (-128, -128),
      ] as [(Int32, Int32)] {
        plain.with {
          $0.zeroPoint = zeroPoint
          $0.minimum = minimum
          $0.maximum = maximum
          $0.channels = 45
          $0.factors = Self.randomFactors(count: 45, seed: 16)
        }.check(self)
      }
    }
  }

  /// 3 (1 + 2^-23) rounds up to 3 + 2^-21; with the offset -(1.5 + 2^-21) the sum is the tie 1.5, which
  /// becomes 2. A fused multiply-add would find 1.5 - 2^-23, which becomes 1.
  private func checkSeparateRounding(_ kernels: custos_kernel_set) {
    let channels = 47
    let input = [Int8](repeating: 3, count: channels)
    let multipliers = [Float](repeating: 1 + 0x1p-23, count: channels)
    let offsets = [Float](repeating: -(1.5 + 0x1p-21), count: channels)
    var output = [Int8](repeating: 0, count: channels)
    var parameters = custos_channel_affine(
      input_zero_point: 0, minimum: -128, maximum: 127, zero_point: 0)
    kernels.vmulcaddc(
      1, channels, input, channels, multipliers, offsets, &output, channels, &parameters)
    expect(
      output == [Int8](repeating: 2, count: channels),
      "\(text(kernels.vmulcaddc_name)): the product is not rounded before the sum")
  }

  private static func randomFactors(
    count: Int, seed: UInt64
  ) -> [(multiplier: Float, offset: Float)] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in (random.float(-1.2, 1.2), random.float(-90, 90)) }
  }
}
