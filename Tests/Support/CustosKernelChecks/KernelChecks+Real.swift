import CCustosKernels
import CustosTestRandom

extension KernelChecks {
  /// FNV-1a of the bits of all values of `checkRealFunctions`, as every CPU must give them.
  private static let digest: UInt64 = 4_720_143_995_134_163_899

  /// Softmax of real logits equals that of integers; e^x and the sigmoid have the same bits everywhere, and
  /// the properties of these functions.
  func checkRealFunctions() {
    var random = SeededRandom(seed: 15)
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    func take(_ value: Double) { digest = (digest ^ value.bitPattern) &* 0x100_0000_01B3 }
    for round in 0..<300 {
      let count = random.integer(1...20)
      let logits = (0..<count).map { _ in Int32(random.integer(-200_000...200_000)) }
      let scales = (0..<count).map { _ in random.float(0.00001, 0.0003) }
      let temperature = round % 3 == 0 ? 1 : Double(random.float(0.1, 10))
      var expected = [Float](repeating: -1, count: count)
      custos_softmax(count, logits, scales, temperature, &expected)
      let real = zip(logits, scales).map { Double($0) * Double($1) }
      var found = [Float](repeating: -1, count: count)
      custos_softmax_real(count, real, temperature, &found)
      expect(found == expected, "softmax of real logits: round \(round) differs")
      let x = Double(random.float(-30, 30))
      take(custos_exponential(x))
      take(custos_sigmoid(x))
      let product = custos_exponential(x) * custos_exponential(-x)
      expect(abs(product - 1) < 1e-14, "exponential: e^x e^-x is not 1 at \(Float(x))")
      let sum = custos_sigmoid(x) + custos_sigmoid(-x)
      expect(abs(sum - 1) < 1e-14, "sigmoid: its two sides do not sum to 1 at \(Float(x))")
    }
    expect(digest == Self.digest, "e^x and sigmoid: other bits than expected, digest \(digest)")
    expect(custos_exponential(0) == 1 && custos_sigmoid(0) == 0.5, "e^0 or its sigmoid")
    expect(abs(custos_exponential(1) - 2.718_281_828_459_045) < 1e-15, "e")
    for x in [-Double.infinity, -701, .nan] {
      expect(custos_exponential(x) == 0 && custos_sigmoid(x) == 0, "e^x far below 0")
    }
    expect(custos_exponential(.infinity).isFinite, "e^x far above 0 is infinite")
    expect(custos_sigmoid(.infinity) == 1 && custos_sigmoid(800) == 1, "sigmoid far above 0")
  }
}
