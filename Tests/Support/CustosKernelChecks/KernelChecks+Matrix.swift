import CCustosKernels
import CustosTestRandom

extension KernelChecks {
  /// The edge cases of a matrix kernel with tile mr x nr and kr adjacent products.
  func checkMatrixKernel(_ kernel: custos_igemm_kernel) {
    let plain = MatrixKernelCase(kernel)
    checkDepths(plain)
    checkTiles(plain)
    checkStrides(plain)
    checkClamps(plain)
    checkExtremes(plain)
    checkRounding(plain)
  }

  /// k equal to, less than, greater than and multiples of kr; every length up to 80.
  private func checkDepths(_ plain: MatrixKernelCase) {
    for k in 1...80 {
      plain.with { $0.runLength = k }.check(self)
      plain.with {
        $0.runLength = k
        $0.runs = 3
        $0.channels = 2 * $0.kernel.nr + 1
        $0.pixels = max(1, $0.kernel.mr - 1)
      }.check(self)
    }
    for k in [96, 147, 192, 288, 384, 1536] {
      for runs in [1, 2, 3, 7] {
        plain.with {
          $0.runLength = k
          $0.runs = runs
        }.check(self)
      }
    }
  }

  /// n below, at and above nr; every number of pixels up to more than two tiles.
  private func checkTiles(_ plain: MatrixKernelCase) {
    for channels in 1...4 * plain.kernel.nr + 1 {
      for pixels in 1...2 * plain.kernel.mr + 1 {
        for requantizes in [true, false] {
          plain.with {
            $0.channels = channels
            $0.pixels = pixels
            $0.runLength = 2 * $0.kernel.kr + 1
            $0.requantizes = requantizes
          }.check(self)
        }
      }
    }
  }

  /// Runs and outputs apart by primes; outputs of any alignment.
  private func checkStrides(_ plain: MatrixKernelCase) {
    for gap in [0, 1, 2, 3, 7, 61] {
      plain.with {
        $0.runs = 3
        $0.runLength = 21
        $0.runGap = gap
        $0.outputGap = gap
        $0.channels = $0.kernel.nr + 3
      }.check(self)
    }
  }

  /// Runs of every length up to 40, close together and apart; nothing is read past 15 bytes.
  func checkGathering() {
    var random = SeededRandom(seed: 13)
    for length in 1...40 {
      for (pixels, runs, gap) in [(1, 1, 0), (3, 3, 0), (2, 7, 61)] {
        let stride = length + gap
        let input = ExactBuffer<Int8>(count: pixels + (runs - 1) * stride + (length + 15) / 16 * 16)
        for index in 0..<input.count { input.base[index] = Int8(random.integer(-128...127)) }
        let outputStride = runs * length + 15
        let output = GuardedBuffer(byteCount: pixels * outputStride)
        let copies = output.elements(Int8.self)
        let inputs: [UnsafePointer<Int8>?] = (0..<pixels).map { UnsafePointer(input.base + $0) }
        custos_igemm_gather(
          pixels, runs, length, stride, inputs, copies.baseAddress, outputStride)
        var wrong = 0
        for pixel in 0..<pixels {
          for index in 0..<runs * length
          where copies[pixel * outputStride + index]
            != input.base[pixel + index / length * stride + index % length]
          { wrong += 1 }
        }
        expect(
          wrong == 0 && output.isIntact,
          "gathering \(runs) runs of \(length), gap \(gap): \(wrong) wrong")
      }
    }
  }

  private func checkClamps(_ plain: MatrixKernelCase) {
    for zeroPoint in [-128, -1, 0, 3, 127] as [Int32] {
      for (minimum, maximum) in [
        (-128, 127), (zeroPoint, 127), (-128, zeroPoint), (-20, 30), (127, 127), (-128, -128),
      ] as [(Int32, Int32)] {
        plain.with {
          $0.zeroPoint = zeroPoint
          $0.minimum = minimum
          $0.maximum = maximum
          $0.channels = 3 * $0.kernel.nr - 1
          $0.runLength = 40
        }.check(self)
      }
    }
  }

  /// The largest sums of the longest layers: 3 x 3 over 512 and over 1856 channels.
  private func checkExtremes(_ plain: MatrixKernelCase) {
    for length in [1, 16, 1536, 5568, 14_000] {
      for requantizes in [true, false] {
        plain.with {
          $0.fill = .extreme
          $0.runs = 3
          $0.runLength = length
          $0.channels = 2 * $0.kernel.nr
          $0.requantizes = requantizes
        }.check(self)
        plain.with {
          $0.runs = 3
          $0.runLength = length
          $0.requantizes = requantizes
        }.check(self)
      }
    }
  }

  /// Ties of the final rounding and of the conversion from int32 to float32.
  private func checkRounding(_ plain: MatrixKernelCase) {
    for multiplier in [0.5, 0.25, 1.5, 0x1p-17, 0x1p-18, 0x1.8p-24, 0x1p-126, 0x1p32] as [Float] {
      for seed in 0..<8 as Range<UInt64> {
        plain.with {
          $0.fill = .biasOnly
          $0.multiplier = multiplier
          $0.channels = 510
          $0.seed = seed
        }.check(self)
      }
    }
    for seed in 0..<40 as Range<UInt64> {
      plain.with {
        $0.seed = seed
        $0.channels = 3 * $0.kernel.nr
        $0.runLength = 64
        $0.zeroPoint = Int32(seed) * 6 - 120
      }.check(self)
    }
  }
}
