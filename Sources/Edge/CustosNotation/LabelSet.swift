/// What a model's labels mean: staff positions, which have an order and distances, or plain names.
///
/// They are staff positions if at least half of them are names of `StaffPosition`; the others are
/// further classes beside the positions then. Everything that shows, corrects or reports labels asks
/// here what they are.
public struct LabelSet: Equatable, Sendable {
  /// What the labels are.
  public enum Kind: Equatable, Sendable {
    /// Places on or beside a staff.
    case staffPositions
    /// Names without order or distance.
    case names
  }

  /// The labels in index order, as the model has them.
  public let labels: [String]
  /// What they are.
  public let kind: Kind
  /// For each label its height in half staff spaces above L0, 0...13; nil for a plain name.
  public let steps: [Int?]

  /// Looks at a model's labels.
  public init(_ labels: [String]) {
    let steps = labels.map { StaffPosition(name: $0)?.step }
    let count = steps.reduce(0) { $0 + ($1 == nil ? 0 : 1) }
    let isStaff = count > 0 && 2 * count >= labels.count
    self.labels = labels
    kind = isStaff ? .staffPositions : .names
    self.steps = isStaff ? steps : labels.map { _ in nil }
  }

  /// Indices in the order in which labels are shown: staff positions from low to high
  /// (L0 S0 L1 S1 ... L6 S6), then all others as the model has them.
  public var displayOrder: [Int] {
    let placed = labels.indices.filter { steps[$0] != nil }
    let others = labels.indices.filter { steps[$0] == nil }
    return placed.sorted { (steps[$0] ?? 0) < (steps[$1] ?? 0) } + others
  }

  /// How far two labels lie apart on the staff, in steps of half a staff space; nil if one of them is
  /// no staff position.
  public func distance(_ first: Int, _ second: Int) -> Int? {
    guard let low = steps[first], let high = steps[second] else { return nil }
    return abs(high - low)
  }

  /// Whether symbols of a class are read: all with plain names, with staff positions those whose place
  /// on the staff means something.
  public func reads(className: String) -> Bool {
    kind == .names || SymbolClass.hasStaffPosition(className)
  }

  /// The labels that a person may give, in the order in which they are shown: with staff positions all
  /// fourteen, also those that the model does not know, then its other labels.
  public var choices: [String] {
    let others = labels.indices.filter { steps[$0] == nil }.map { labels[$0] }
    guard kind == .staffPositions else { return others }
    return (0..<StaffPosition.count).compactMap { StaffPosition(step: $0)?.name } + others
  }

  /// What a label is called in sentences.
  public var word: String { kind == .staffPositions ? "position" : "label" }

  /// The choices in a sentence: `L0 to L6 and S0 to S6`, or the names.
  public var choicesText: String {
    let others = labels.indices.filter { steps[$0] == nil }.map { labels[$0] }
    return ((kind == .staffPositions ? ["L0 to L6 and S0 to S6"] : []) + others)
      .joined(separator: ", ")
  }
}
