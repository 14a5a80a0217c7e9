/// How the losses of rare and frequent classes are weighed.
public enum ClassWeighting: String, Codable, CaseIterable, Sendable {
  /// `n / (k * n_c)` for n pictures, k classes and n_c pictures of the class.
  case balanced
  /// `1 / sqrt(n_c)`.
  case simple
  /// 1.
  case none

  /// How many times as much as another picture one may weigh without a warning.
  private static let usualRatio: Float = 1000

  /// A sentence where a few rare pictures outweigh all others; nil where they do not.
  ///
  /// With MUSCIMA++'s 43 classes of symbols, 12,400 pictures of one and three of another, balanced weights
  /// kept a vgg4 from learning for the first 8,000 pictures.
  ///
  /// - Parameter counts: pictures of each label, all above 0.
  public func warning(labels: [String], counts: [Int]) -> String? {
    let weights = weights(counts: counts)
    guard let rare = counts.indices.max(by: { weights[$0] < weights[$1] }),
      let frequent = counts.indices.min(by: { weights[$0] < weights[$1] }),
      weights[rare] > Self.usualRatio * weights[frequent]
    else { return nil }
    return "a picture of \(labels[rare]) (\(counts[rare]) of them) weighs "
      + "\(Int((weights[rare] / weights[frequent]).rounded())) times as much as one of \(labels[frequent]) "
      + "(\(counts[frequent])), so that rare classes may keep the network from learning; if it does not learn, "
      + "give --class-weights simple or none."
  }

  /// The weight of each class; `counts` are all above 0.
  public func weights(counts: [Int]) -> [Float] {
    let total = Double(counts.reduce(0, +))
    return counts.map { count in
      switch self {
      case .balanced: Float(total / (Double(counts.count) * Double(count)))
      case .simple: Float(1 / Double(count).squareRoot())
      case .none: 1
      }
    }
  }
}
