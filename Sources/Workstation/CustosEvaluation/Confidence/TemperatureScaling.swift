import Foundation

/// Fits the temperature that logits are divided by before softmax (Guo et al., On Calibration of
/// Modern Neural Networks, ICML 2017).
public enum TemperatureScaling {
  /// Temperatures that are looked at; a fit that ends at a bound is none.
  static let range = 1.0 / 64...64.0
  /// The fit is rounded to this fraction of 1, far finer than its statistical error.
  static let parts = 10_000.0

  /// Mean of `-log(probability of the true class)` at a temperature.
  ///
  /// - Parameters:
  ///   - logits: the real logits of each picture, at least one picture.
  ///   - truth: the true class of each picture.
  public static func crossEntropy(
    _ logits: [[Double]], truth: [Int], temperature: Double
  ) -> Double {
    let losses = zip(logits, truth).map { logits, label in
      let greatest = logits.max() ?? 0
      let sum = logits.reduce(0) { $0 + exp(($1 - greatest) / temperature) }
      return log(sum) - (logits[label] - greatest) / temperature
    }
    return losses.reduce(0, +) / Double(losses.count)
  }

  /// The temperature with the least cross-entropy, to four decimals; nil when the pictures do not
  /// determine one, such as when every label is right (the colder the better).
  ///
  /// The cross-entropy is convex in the inverse temperature b; its slope, the sum over the pictures
  /// of the expected minus the true logit, is bisected for its zero.
  public static func fit(_ logits: [[Double]], truth: [Int]) -> Double? {
    var (low, high) = (1 / range.upperBound, 1 / range.lowerBound)
    guard slope(logits, truth, low) < 0, slope(logits, truth, high) > 0 else { return nil }
    // 60 halvings of the ratio 4096 leave less than a double can hold.
    for _ in 0..<60 {
      let middle = (low * high).squareRoot()
      if slope(logits, truth, middle) < 0 { low = middle } else { high = middle }
    }
    return (parts / low).rounded() / parts
  }

  private static func slope(_ logits: [[Double]], _ truth: [Int], _ inverse: Double) -> Double {
    zip(logits, truth).reduce(0) { total, picture in
      let (logits, label) = picture
      let greatest = logits.max() ?? 0
      let weights = logits.map { exp(($0 - greatest) * inverse) }
      let mean = zip(logits, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
      return total + mean - logits[label]
    }
  }
}
