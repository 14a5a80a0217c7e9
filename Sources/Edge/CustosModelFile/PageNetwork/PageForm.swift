/// What the cells of a page network's maps stand for, whoever computes them: an engine in integers or a
/// float network.
///
/// A page network reads a whole page, resized so that its staff space is `staffSpace` pixels. Its maps
/// have a cell for each `stride` x `stride` pixels.
public struct PageForm: Equatable, Sendable {
  /// A class of symbols.
  public struct SymbolClass: Equatable, Sendable {
    /// The name as in annotations.
    public let name: String
    /// Place of its group in `groups`.
    public let group: Int
  }

  /// Pixels of the network's picture to a cell, along both axes, 1...64.
  public let stride: Int
  /// From one staff line to the next in pixels of the network's picture, 4...64.
  public let staffSpace: Double
  /// The groups of symbols, one a channel of the map `centres`.
  public let groups: [String]
  /// The classes, one a channel of the map `classes`; none without that map.
  public let classes: [SymbolClass]
  /// The positions, one a channel of the map `positions`; beside staff positions `outside` and `none`.
  public let labels: [String]

  /// The label of what lies beyond L0 to S6.
  public static let outside = "outside"
  /// The label of symbols that have no position, such as dots.
  public static let none = "none"

  /// Groups at most.
  public static let groupLimit = 64
  /// Classes at most.
  public static let classLimit = 1024
  /// Greatest stride.
  public static let strideLimit = 64
  /// Staff spaces that a network may be made for.
  public static let staffSpaces = 4.0...64.0

  /// Checks and takes the names over.
  ///
  /// - Parameter classNames: `GROUP/CLASS` for each channel of the map `classes`; none without it.
  /// - Throws: `ModelError` that names the output at fault.
  public init(
    stride: Int, staffSpace: Double, groups: [String], classNames: [String], labels: [String]
  ) throws(ModelError) {
    guard (1...Self.strideLimit).contains(stride) else {
      throw ModelError(
        "stride", expected: "1 to \(Self.strideLimit) pixels to a cell", found: "\(stride)")
    }
    guard Self.staffSpaces.contains(staffSpace) else {
      throw ModelError(
        "staff space", expected: "4 to 64 pixels for a page network", found: "\(staffSpace)")
    }
    try Self.check(groups: groups)
    self.stride = stride
    self.staffSpace = staffSpace
    self.groups = groups
    self.labels = labels
    guard classNames.count <= Self.classLimit else {
      throw ModelError(
        "output classes, number of channel names", expected: "at most \(Self.classLimit)",
        found: "\(classNames.count)")
    }
    var classes: [SymbolClass] = []
    for (channel, name) in classNames.enumerated() {
      let found = try Self.symbolClass(name, channel, groups)
      guard !classes.contains(found) else {
        throw ModelError(
          "output classes, name of channel \(channel)", expected: "unique", found: "\"\(name)\"")
      }
      classes.append(found)
    }
    self.classes = classes
  }

  /// The channels of the map `classes` that belong to a group; none where the group is its own class.
  public func classes(of group: Int) -> [Int] {
    classes.indices.filter { classes[$0].group == group }
  }

  private static func check(groups: [String]) throws(ModelError) {
    guard (1...groupLimit).contains(groups.count) else {
      throw ModelError(
        "output centres, number of channel names", expected: "1 to \(groupLimit), one a group",
        found: "\(groups.count)")
    }
    for (channel, name) in groups.enumerated() {
      guard isName(name), !name.utf8.contains(UInt8(ascii: "/")), !groups[..<channel].contains(name)
      else {
        throw ModelError(
          "output centres, name of channel \(channel)",
          expected: "a unique group without slash, semicolon and outer blanks",
          found: "\"\(name)\"")
      }
    }
  }

  private static func symbolClass(
    _ text: String, _ channel: Int, _ groups: [String]
  ) throws(ModelError) -> SymbolClass {
    let bytes = [UInt8](text.utf8)
    let slash = bytes.firstIndex(of: UInt8(ascii: "/")) ?? 0
    let group = String(decoding: bytes[..<slash], as: UTF8.self)
    let name = String(decoding: bytes[min(slash + 1, bytes.count)...], as: UTF8.self)
    guard let index = groups.firstIndex(of: group), isName(name) else {
      throw ModelError(
        "output classes, name of channel \(channel)",
        expected: "GROUP/CLASS with a group of \(groups.joined(separator: ", "))",
        found: "\"\(text)\"")
    }
    return SymbolClass(name: name, group: index)
  }

  /// Class names stand in lines between semicolons.
  private static func isName(_ text: String) -> Bool {
    let bytes = [UInt8](text.utf8)
    guard let first = bytes.first, let last = bytes.last else { return false }
    return first != 0x20 && last != 0x20
      && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ";") }
  }
}
