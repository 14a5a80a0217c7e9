/// How the losses of rare and frequent classes are weighed.
public enum ClassWeighting: String, Codable, CaseIterable, Sendable {
  /// `n / (k * n_c)` for n pictures, k classes and n_c pictures of the class.
  case balanced
  /// `1 / sqrt(n_c)`.
  case simple
  /// 1.
  case none

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
