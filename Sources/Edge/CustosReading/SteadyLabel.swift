/// The label on which the last pictures agree at one place.
public struct SteadyLabel: Equatable, Sendable {
  /// The index of the label that enough of the pictures agree on, nil if there is none.
  public let index: Int?
  /// How many of the last pictures gave the most frequent label.
  public let agreeing: Int
  /// How many pictures there were.
  public let count: Int

  /// Describes what was agreed on.
  public init(index: Int?, agreeing: Int, count: Int) {
    self.index = index
    self.agreeing = agreeing
    self.count = count
  }
}
