/// Numbers without the noise of binary sums.
enum Decimals {
  /// The nearest millionth where it is nearer than a billionth, else the number itself:
  /// 207.2 for 141.1 + 66.1.
  static func tidy(_ value: Double) -> Double {
    let rounded = (value * 1e6).rounded() / 1e6
    return abs(rounded - value) < 1e-9 ? rounded : value
  }

  /// The nearest thousandth.
  static func thousandths(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
