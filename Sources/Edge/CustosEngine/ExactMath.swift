import CCustosKernels

/// Functions of real numbers that give the same bits on every CPU, since they use correctly rounded
/// operations alone; see firmware-notes/arithmetic.md.
public enum ExactMath {
  /// e^x; 0 at -700 and below and for NaN, from 699 on e^699.
  public static func exponential(_ x: Double) -> Double { custos_exponential(x) }

  /// 1 / (1 + e^-x), 0...1; 0 for NaN.
  public static func sigmoid(_ x: Double) -> Double { custos_sigmoid(x) }

  /// Softmax of logits over a temperature of 2^-32...2^32, at least one; with `Double(logit) *
  /// Double(unit)` as logits the bits are those of `Engine.probabilities`.
  public static func softmax(_ logits: [Double], temperature: Double = 1) -> [Float] {
    precondition(!logits.isEmpty, "Softmax needs at least one logit.")
    var probabilities = [Float](repeating: 0, count: logits.count)
    custos_softmax_real(logits.count, logits, temperature, &probabilities)
    return probabilities
  }

  /// The least number that `sigmoid` takes to the probability or above, by bisection down to neighbouring
  /// numbers: the probability's logit. -700 for 0 and below, infinity where no number reaches it.
  public static func logit(_ probability: Double) -> Double {
    var (low, high) = (-700.0, 700.0)
    guard probability > 0 else { return low }
    guard sigmoid(high) >= probability else { return .infinity }
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return high }
      if sigmoid(middle) >= probability { high = middle } else { low = middle }
    }
  }
}
