public import CustosArchitectures
import CustosModelFile
import CustosNotation

/// Which classes of annotations a page network finds, and in which groups.
public struct SymbolGroups: Equatable, Sendable {
  /// A group and the classes that belong to it.
  public struct Group: Equatable, Sendable {
    /// The name, such as `head`.
    public let name: String
    /// Names of classes, exactly or, with a `*` at the end or the beginning, by their other part.
    public let patterns: [String]

    /// Describes a group.
    public init(name: String, patterns: [String]) {
      self.name = name
      self.patterns = patterns
    }

    func holds(_ className: String) -> Bool {
      patterns.contains { pattern in
        if pattern.hasSuffix("*") { return className.hasPrefix(String(pattern.dropLast())) }
        if pattern.hasPrefix("*") { return className.hasSuffix(String(pattern.dropFirst())) }
        return className == pattern
      }
    }
  }

  /// The groups; a class belongs to the first one that holds it.
  public let groups: [Group]

  /// Takes groups over.
  public init(_ groups: [Group]) { self.groups = groups }

  /// The groups of modern notation with the class names of MUSCIMA++, and of mensural notation with
  /// those of the drawn pages.
  public static let standard = SymbolGroups([
    Group(name: "head", patterns: ["notehead*"]),
    Group(
      name: "note",
      patterns: [
        "brevis", "longa", "longa_2", "maxima", "semibrevis", "minima", "semiminima", "fusa",
        "coloured_*",
      ]),
    Group(name: "rest", patterns: ["rest*", "*_rest"]),
    Group(name: "accidental", patterns: ["accidental*", "flat", "sharp", "natural"]),
    Group(name: "clef", patterns: ["gClef", "fClef", "cClef", "g_clef", "c_clef", "f_clef*"]),
    Group(name: "dot", patterns: ["augmentationDot", "dot"]),
    Group(name: "custos", patterns: ["custos"]),
  ])

  /// The vocabulary of pages with these classes: groups without any of them are left out, classes are
  /// sorted by name. Behind the staff positions stand one for what lies beyond them and one for symbols
  /// that have none.
  public func vocabulary(of classNames: Set<String>) -> PageVocabulary {
    var classes = groups.map { _ in [String]() }
    for name in classNames.sorted() {
      if let index = groups.firstIndex(where: { $0.holds(name) }) { classes[index].append(name) }
    }
    return PageVocabulary(
      groups: zip(groups, classes).filter { !$0.1.isEmpty }
        .map { PageVocabulary.Group(name: $0.name, classes: $1) },
      positions: StaffPosition.names + [PageForm.outside, PageForm.none])
  }

  /// A vocabulary with one class in each group, which shows the size of a network before the classes of
  /// its pages are known.
  public var outline: PageVocabulary {
    SymbolGroups(groups.map { Group(name: $0.name, patterns: [$0.name]) })
      .vocabulary(of: Set(groups.map(\.name)))
  }
}
