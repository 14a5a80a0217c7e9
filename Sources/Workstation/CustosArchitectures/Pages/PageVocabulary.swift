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
  private let places: [String: Place]

  /// Describes a vocabulary; no class is in two groups.
  public init(groups: [Group], positions: [String]) {
    self.groups = groups
    self.positions = positions
    var places: [String: Place] = [:]
    for (index, group) in groups.enumerated() {
      for name in group.classes {
        places[name] = Place(group: index, classIndex: places.count)
      }
    }
    self.places = places
  }

  /// Names of the classes' channels, `group/class`, group by group.
  public var classChannels: [String] {
    groups.flatMap { group in group.classes.map { "\(group.name)/\($0)" } }
  }

  /// Where a class stands; nil for one that the network does not find.
  public func place(of className: String) -> Place? { places[className] }

  /// Names of all channels that tell something apart, in a fixed order.
  public var labels: [String] { groups.map(\.name) + positions + classChannels }
}

extension PageVocabulary {
  private enum Key: String, CodingKey {
    case groups, positions
  }

  /// Reads groups and positions.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    self.init(
      groups: try values.decode([Group].self, forKey: .groups),
      positions: try values.decode([String].self, forKey: .positions))
  }

  /// Writes groups and positions.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(groups, forKey: .groups)
    try values.encode(positions, forKey: .positions)
  }
}
