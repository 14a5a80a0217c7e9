/// What a page network tells apart: groups of symbols, the classes within each, and staff positions.
public struct PageVocabulary: Codable, Equatable, Sendable {
  /// Symbols whose centres one channel finds.
  public struct Group: Codable, Equatable, Sendable {
    /// The name, such as `head`.
    public let name: String
    /// The classes, such as `noteheadFull` and `noteheadHalf`; at least one.
    public let classes: [String]

    /// Describes a group.
    public init(name: String, classes: [String]) {
      self.name = name
      self.classes = classes
    }
  }

  /// A class's place in the channels of the network.
  public struct Place: Equatable, Sendable {
    /// Index of the group.
    public let group: Int
    /// Index of the class among those of all groups.
    public let classIndex: Int

    /// Describes a place.
    public init(group: Int, classIndex: Int) {
      self.group = group
      self.classIndex = classIndex
    }
  }

  /// The groups in the order of their channels; at least one.
  public let groups: [Group]
  /// Names of the staff positions in the order of their channels.
  public let positions: [String]

  /// Describes a vocabulary; no class is in two groups.
  public init(groups: [Group], positions: [String]) {
    self.groups = groups
    self.positions = positions
  }

  /// Names of the classes' channels, `group/class`, group by group.
  public var classChannels: [String] {
    groups.flatMap { group in group.classes.map { "\(group.name)/\($0)" } }
  }

  /// Where a class stands; nil for one that the network does not find.
  public func place(of className: String) -> Place? {
    var first = 0
    for (index, group) in groups.enumerated() {
      if let place = group.classes.firstIndex(of: className) {
        return Place(group: index, classIndex: first + place)
      }
      first += group.classes.count
    }
    return nil
  }

  /// Names of all channels that tell something apart, in a fixed order.
  public var labels: [String] { groups.map(\.name) + positions + classChannels }
}
