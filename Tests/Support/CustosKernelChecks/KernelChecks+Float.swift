import CCustosKernels
import CustosTestRandom

extension KernelChecks {
  /// FNV-1a of the bits of all probabilities of `checkSoftmax`, as every CPU must give them.
  private static let softmaxDigest: UInt64 = 13_155_840_788_727_716_819

  /// The same with temperatures other than 1.
  private static let temperatureDigest: UInt64 = 11_203_641_034_371_621_174

  /// Probabilities sum to 1, fall with the logit by exp, and have the same bits everywhere.
  func checkSoftmax() {
    var random = SeededRandom(seed: 13)
    var temperatures = SeededRandom(seed: 14)
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    var warmDigest = digest
    for _ in 0..<500 {
      let count = random.integer(1...20)
      var logits: [Int32] = []
      var scales: [Float] = []
      for _ in 0..<count {
        logits.append(Int32(random.integer(-200_000...200_000)))
        scales.append(random.float(0.00001, 0.0003))
      }
      let result = Self.softmax(logits, scales)
      var total: Double = 0
      for probability in result {
        total += Double(probability)
        digest = (digest ^ UInt64(probability.bitPattern)) &* 0x100_0000_01B3
      }
      expect(abs(total - 1) < 1e-6, "softmax: the probabilities sum to \(Float(total))")
      for probability in Self.softmax(logits, scales, Double(temperatures.float(0.1, 10))) {
        warmDigest = (warmDigest ^ UInt64(probability.bitPattern)) &* 0x100_0000_01B3
      }
    }
    expect(digest == Self.softmaxDigest, "softmax: other bits than expected, digest \(digest)")
    expect(
      warmDigest == Self.temperatureDigest,
      "softmax: other bits than expected with a temperature, digest \(warmDigest)")

    // exp(-ln 2 * k) = 2^-k to the last bit but one; the sum is 1 + 2^-k.
    for k in 1...40 {
      let result = Self.softmax([0, Int32(-k)], [1, 0.693_147_2])
      let ratio = result[1] / result[0]
      let expected = Float(sign: .plus, exponent: -k, significand: 1)
      expect(
        abs(ratio / expected - 1) < 2e-6, "softmax: 2^-\(k) came out as \(ratio)")
    }
    expect(Self.softmax([5, .min], [1, 1]) == [1, 0], "softmax: very low logits are not 0")
    expect(Self.softmax([.max, .max], [0x1p32, 0x1p32]) == [0.5, 0.5], "softmax: overflow")
    expect(
      Self.softmax([.max, .min], [0x1p32, 0x1p32], 0x1p-32) == [1, 0],
      "softmax: overflow at the least temperature")
    // Powers of 2 move between scale and temperature without rounding.
    expect(
      Self.softmax([3, -5, 7], [0.25, 0.5, 0.125]) == Self.softmax([3, -5, 7], [1, 2, 0.5], 4),
      "softmax: a temperature of 4 is not a scale of a quarter")
  }

  /// Every byte.
  func checkPixelQuantization() {
    let pixels = ExactBuffer<UInt8>(count: 256)
    let result = ExactBuffer<Int8>(count: 256)
    for index in 0..<256 { pixels.base[index] = UInt8(index) }
    custos_quantize_pixels(256, pixels.base, result.base)
    var wrong = 0
    for index in 0..<256 where Int(result.base[index]) != index - 128 { wrong += 1 }
    expect(wrong == 0, "pixel quantisation: \(wrong) of 256 wrong")
  }

  private static func softmax(
    _ logits: [Int32], _ scales: [Float], _ temperature: Double = 1
  ) -> [Float] {
    var probabilities = [Float](repeating: -1, count: logits.count)
    custos_softmax(logits.count, logits, scales, temperature, &probabilities)
    return probabilities
  }
}
