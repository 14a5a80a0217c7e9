import CCustosFloatKernels
import Testing

/// Numbers with eight significant bits.
@Suite struct BFloat16Tests {
  private func rounded(_ x: Float, error: Float = 0) -> (value: Float, error: Float) {
    var (value, error) = (x, error)
    custos_f32_round_bf16(&value, &error, 1)
    return (value, error)
  }

  /// Nearest, ties to even, in float64.
  private func reference(_ x: Float) -> Float {
    guard x != 0, x.isFinite else { return x }
    let unit = Double(x.binade) / 128
    return Float((Double(x) / unit).rounded(.toNearestOrEven) * unit)
  }

  @Test func nearestAndEven() {
    for bits in stride(from: UInt32(0x0080_0000), to: 0x7F7F_0000, by: 9_973) {
      for x in [Float(bitPattern: bits), -Float(bitPattern: bits)] {
        let (value, error) = rounded(x)
        #expect(value == reference(x))
        // What is lost is exact: it has fewer bits than the number.
        #expect(value + error == x)
      }
    }
    // Half of a unit in the last of eight places goes to the even neighbour.
    #expect(rounded(1 + 0x1p-8).value == 1)
    #expect(rounded(1 + 0x3p-8).value == 1 + 0x4p-8)
    #expect(rounded(-1 - 0x1p-8).value == -1)
  }

  @Test func whatIsNoNumberStays() {
    #expect(rounded(.infinity).value == .infinity)
    #expect(rounded(Float(bitPattern: 0x7F80_0001)).value.isNaN)
    #expect(rounded(Float(bitPattern: 0xFFFF_FFFF)).value.isNaN)
  }

  /// The sum of what is sent is that of the numbers but for what the last step has lost.
  @Test func lossesAreMadeUpFor() {
    let x: Float = 0.1234567
    var (error, sum): (Float, Double) = (0, 0)
    for step in 1...1000 {
      var value = x
      custos_f32_round_bf16(&value, &error, 1)
      sum += Double(value)
      #expect(abs(sum - Double(step) * Double(x)) < Double(x) / 256 + 1e-6)
    }
  }

  @Test func packing() {
    var (packed, back) = ([UInt16](repeating: 0, count: 37), [Float](repeating: 0, count: 37))
    let values = (0..<37).map { rounded(Float($0) * 0.37 - 3).value }
    custos_f32_to_bf16(values, 37, &packed)
    custos_f32_from_bf16(packed, 37, &back)
    #expect(back == values)
  }
}
