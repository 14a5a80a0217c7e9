/// What a classifier gains when it may refuse to answer: the accuracy of the labels that are
/// accepted against their share (the risk-coverage curve of selective classification; El-Yaniv and
/// Wiener, JMLR 2010; Geifman and El-Yaniv, NeurIPS 2017).
public struct RiskCoverage: Sendable {
  /// The labels with at least some probability.
  public struct Point: Equatable, Sendable {
    /// The least probability that is accepted, 0...1.
    public let threshold: Float
    /// Pictures whose label is accepted.
    public let accepted: Int
    /// Accepted pictures whose label is right.
    public let right: Int
    /// All pictures.
    public let count: Int

    /// Share of the pictures whose label is accepted, 0...1.
    public var coverage: Double { Double(accepted) / Double(count) }
    /// Share of right labels among the accepted ones, 0...1; nil when none is accepted.
    public var accuracy: Double? { accepted > 0 ? Double(right) / Double(accepted) : nil }
  }

  private let readings: [(probability: Float, isRight: Bool)]

  /// Takes the probability of each label given, and whether it was right.
  public init(_ readings: [(probability: Float, isRight: Bool)]) {
    self.readings = readings.sorted { $0.probability > $1.probability }
  }

  /// What is accepted at a threshold.
  public func point(at threshold: Double) -> Point {
    let accepted = readings.prefix { Double($0.probability) >= threshold }
    return Point(
      threshold: Float(threshold), accepted: accepted.count, right: accepted.count { $0.isRight },
      count: readings.count)
  }

  /// The point with the lowest threshold, and so the largest share, at which the accepted labels
  /// have at least the accuracy `target`; nil when there is none. The threshold is the probability
  /// of the least sure accepted label.
  public func point(reaching target: Double) -> Point? {
    var best: Point?
    var right = 0
    for (index, reading) in readings.enumerated() {
      if reading.isRight { right += 1 }
      // Readings of equal probability are accepted together.
      let isLast =
        index + 1 == readings.count || readings[index + 1].probability < reading.probability
      if isLast, Double(right) >= target * Double(index + 1) {
        best = Point(
          threshold: reading.probability, accepted: index + 1, right: right, count: readings.count)
      }
    }
    return best
  }
}
