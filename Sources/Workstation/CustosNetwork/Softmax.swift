#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
public import Darwin
#endif

/// Softmax and cross-entropy of one row of logits, without overflow.
enum Softmax {
  /// Index of the largest logit, the first of equals.
  static func largest(_ logits: UnsafeBufferPointer<Float>) -> Int {
    var best = 0
    for index in logits.indices.dropFirst() where logits[index] > logits[best] { best = index }
    return best
  }

  /// `exp(x - max) / sum`.
  static func probabilities(
    _ logits: UnsafeBufferPointer<Float>, into output: UnsafeMutablePointer<Float>
  ) {
    let top = logits[largest(logits)]
    var sum = 0.0
    for logit in logits { sum += exp(Double(logit - top)) }
    for (index, logit) in logits.enumerated() {
      output[index] = Float(exp(Double(logit - top)) / sum)
    }
  }

  /// `log(softmax(x / temperature))`, in float64.
  static func logProbabilities(
    _ logits: UnsafeBufferPointer<Float>, temperature: Double, into output: inout [Double]
  ) {
    let top = Double(logits[largest(logits)])
    var sum = 0.0
    for logit in logits { sum += exp((Double(logit) - top) / temperature) }
    let whole = log(sum)
    for (index, logit) in logits.enumerated() {
      output[index] = (Double(logit) - top) / temperature - whole
    }
  }

  /// `-sum(q * log(softmax(x)))`, where `q` is `1 - smoothing` for the label plus
  /// `smoothing / classes` for every class (label smoothing, Szegedy and others 2016).
  static func crossEntropy(
    _ logits: UnsafeBufferPointer<Float>, label: Int, smoothing: Float = 0
  ) -> Double {
    let top = logits[largest(logits)]
    var sum = 0.0
    for logit in logits { sum += exp(Double(logit - top)) }
    let plain = log(sum) - Double(logits[label] - top)
    guard smoothing > 0 else { return plain }
    var mean = 0.0
    for logit in logits { mean += log(sum) - Double(logit - top) }
    mean /= Double(logits.count)
    return plain + Double(smoothing) * (mean - plain)
  }
}
