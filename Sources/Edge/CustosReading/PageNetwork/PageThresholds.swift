import CustosEngine
public import CustosModelFile

/// How probable a centre must be to count, for each group.
public struct PageThresholds: Equatable, Sendable {
  /// The probabilities, one a group; 0 and below lets every peak through, above 1 none.
  public let probabilities: [Double]

  /// The probability where nothing else is said.
  public static let usual = 0.5

  /// Takes a probability for each group.
  public init(_ probabilities: [Double]) { self.probabilities = probabilities }

  /// One probability for all groups of a network.
  public init(_ probability: Double = usual, form: PageForm) {
    probabilities = form.groups.map { _ in probability }
  }

  /// The least logits that count; nil where none does.
  var logits: [Double?] {
    probabilities.map {
      let logit = ExactMath.logit($0)
      return logit.isFinite ? logit : nil
    }
  }

  /// The least integers of an output that count: logit over the channel's unit, rounded up, plus the zero
  /// point; nil where no int32 is as large.
  func integers(of output: EngineOutput) -> [Int32?] {
    zip(logits, output.units).map { logit, unit in
      guard let logit else { return nil }
      let least = (logit / Double(unit)).rounded(.up) + Double(output.zeroPoint)
      guard least <= Double(Int32.max) else { return nil }
      return Int32(max(Double(Int32.min), least))
    }
  }
}
