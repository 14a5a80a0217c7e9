import CCustosKernels
import CustosTestRandom

extension KernelChecks {
  /// Every pair of int8 for several scales and zero points; every length up to 70; in place.
  func checkAdd(_ kernels: custos_kernel_set) {
    let name = text(kernels.vadd_name)
    record(name)
    var random = SeededRandom(seed: 11)
    for round in 0..<12 {
      var parameters = custos_add(
        first_zero_point: Int32(random.integer(-128...127)),
        second_zero_point: Int32(random.integer(-128...127)),
        first_multiplier: round == 0 ? 0.5 : random.float(0.05, 1.6),
        second_multiplier: round == 0 ? 0.5 : random.float(-1.6, 1.6), minimum: 0, maximum: 0,
        zero_point: Int32(random.integer(-128...127)))
      let low = round % 2 == 0 ? -128 : parameters.zero_point
      parameters.minimum = Float(low - parameters.zero_point)
      parameters.maximum = Float(127 - parameters.zero_point)
      checkAddPairs(kernels, name, parameters)
      for count in 0...70 { checkAddLength(kernels, name, parameters, count, &random) }
    }
  }

  private func checkAddPairs(
    _ kernels: custos_kernel_set, _ name: String, _ parameters: custos_add
  ) {
    var parameters = parameters
    let a = ExactBuffer<Int8>(count: 65536)
    let b = ExactBuffer<Int8>(count: 65536)
    let out = ExactBuffer<Int8>(count: 65536)
    for index in 0..<65536 {
      a.base[index] = Int8(truncatingIfNeeded: index)
      b.base[index] = Int8(truncatingIfNeeded: index >> 8)
    }
    kernels.vadd(65536, a.base, b.base, out.base, &parameters)
    var wrong = 0
    for index in 0..<65536
    where out.base[index] != Self.sum(a.base[index], b.base[index], parameters) { wrong += 1 }
    expect(wrong == 0, "\(name): \(wrong) of all pairs wrong")
  }

  private func checkAddLength(
    _ kernels: custos_kernel_set, _ name: String, _ parameters: custos_add, _ count: Int,
    _ random: inout SeededRandom
  ) {
    var parameters = parameters
    let a = ExactBuffer<Int8>(count: count)
    let b = ExactBuffer<Int8>(count: count)
    for index in 0..<count {
      a.base[index] = Int8(random.integer(-128...127))
      b.base[index] = Int8(random.integer(-128...127))
    }
    let out = GuardedBuffer(byteCount: count, misalignment: count % 5)
    let results = out.elements(Int8.self)
    kernels.vadd(count, a.base, b.base, results.baseAddress, &parameters)
    var wrong = 0
    for index in 0..<count
    where results[index] != Self.sum(a.base[index], b.base[index], parameters) { wrong += 1 }
    expect(wrong == 0 && out.isIntact, "\(name): length \(count): \(wrong) wrong")
    kernels.vadd(count, a.base, b.base, a.base, &parameters)
    var differing = 0
    for index in 0..<count where a.base[index] != results[index] { differing += 1 }
    expect(differing == 0, "\(name): length \(count) in place: \(differing) wrong")
  }

  private static func sum(_ a: Int8, _ b: Int8, _ parameters: custos_add) -> Int8 {
    let first = Float(Int32(a) - parameters.first_zero_point) * parameters.first_multiplier
    let second = Float(Int32(b) - parameters.second_zero_point) * parameters.second_multiplier
    return quantized(
      first + second, parameters.minimum, parameters.maximum, parameters.zero_point)
  }

  /// Every int8 for many scales and zero points; every length up to 70.
  func checkRescale(_ kernels: custos_kernel_set) {
    let name = text(kernels.vrescale_name)
    record(name)
    var random = SeededRandom(seed: 12)
    for round in 0..<200 {
      let zeroPoint = Int32(random.integer(-128...127))
      var parameters = custos_rescale(
        input_zero_point: Int32(random.integer(-128...127)),
        multiplier: round % 4 == 0 ? 0.5 : random.float(0.01, 3), minimum: Float(-128 - zeroPoint),
        maximum: Float(127 - zeroPoint), zero_point: zeroPoint)
      let count = round < 71 ? round : 256
      let input = ExactBuffer<Int8>(count: count)
      for index in 0..<count { input.base[index] = Int8(truncatingIfNeeded: index * 37 + round) }
      let out = GuardedBuffer(byteCount: count, misalignment: round % 7)
      let results = out.elements(Int8.self)
      kernels.vrescale(count, input.base, results.baseAddress, &parameters)
      var wrong = 0
      for index in 0..<count {
        let real =
          Float(Int32(input.base[index]) - parameters.input_zero_point) * parameters.multiplier
        let expected = quantized(
          real, parameters.minimum, parameters.maximum, parameters.zero_point)
        if results[index] != expected { wrong += 1 }
      }
      expect(wrong == 0 && out.isIntact, "\(name): round \(round): \(wrong) of \(count) wrong")
    }
  }
}
