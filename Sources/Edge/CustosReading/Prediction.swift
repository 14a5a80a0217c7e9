/// The network's prediction for one picture.
public struct Prediction: Equatable, Sendable {
  /// Exact sums, one per label. Their units may differ from label to label: they are compared as
  /// probabilities only.
  public let logits: [Int32]
  /// Softmax of the real logits over the model's temperature, one per label, 0...1; the same bits
  /// on every CPU.
  public let probabilities: [Float]
  /// The time for cropping and resizing.
  public let preprocessMicroseconds: Int
  /// The time for the network.
  public let inferenceMicroseconds: Int

  /// The index of the most probable label, the first among equals.
  public var label: Int {
    probabilities.indices.reduce(0) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
  }

  /// The probability of the most probable label.
  public var bestProbability: Float { probabilities.reduce(0) { max($0, $1) } }

  /// Indices of the `count` most probable labels, the best first; equal ones in index order.
  public func best(_ count: Int) -> [Int] {
    let order = probabilities.indices.sorted {
      probabilities[$0] != probabilities[$1]
        ? probabilities[$0] > probabilities[$1] : $0 < $1
    }
    return Array(order.prefix(count))
  }
}
