#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
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

  /// `-log(softmax(x)[label])`.
  static func crossEntropy(_ logits: UnsafeBufferPointer<Float>, label: Int) -> Double {
    let top = logits[largest(logits)]
    var sum = 0.0
    for logit in logits { sum += exp(Double(logit - top)) }
    return log(sum) - Double(logits[label] - top)
  }
}
