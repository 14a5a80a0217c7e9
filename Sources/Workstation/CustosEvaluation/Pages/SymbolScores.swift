public import CustosModelFile
public import CustosNotation

/// Scores of a page network's symbols: of each group, of each class, and of all.
///
/// A group's symbols are compared among each other whatever their classes, a class's alone; all symbols
/// whatever they are. Annotated symbols of classes that the network does not know have no part.
public struct SymbolScores: Sendable {
  /// A line of the table.
  public struct Row: Sendable {
    /// Name of the group or class, `all` for the last row.
    public let name: String
    /// Whether it is a class and not a group.
    public let isClass: Bool
    /// The counts.
    public fileprivate(set) var score = SymbolScore()
    fileprivate let classes: Set<String>
  }

  /// Groups, classes, and all, in the network's order.
  public private(set) var rows: [Row]
  /// The least probability of a symbol that counts but for the average precision.
  public let threshold: Double
  /// The least intersection over union of boxes.
  public let overlap: Double

  /// Starts at nothing.
  public init(form: PageForm, threshold: Double, overlap: Double = BoxMatching.defaultOverlap) {
    self.threshold = threshold
    self.overlap = overlap
    func names(_ group: Int) -> Set<String> {
      let own = form.classes(of: group).map { form.classes[$0].name }
      return own.isEmpty ? [form.groups[group]] : Set(own)
    }
    let groups = form.groups.indices.map {
      Row(name: form.groups[$0], isClass: false, classes: names($0))
    }
    let classes = form.classes.map { Row(name: $0.name, isClass: true, classes: [$0.name]) }
    let all = groups.reduce(into: Set<String>()) { $0.formUnion($1.classes) }
    rows = groups + classes + [Row(name: "all", isClass: false, classes: all)]
  }

  /// The score of all symbols.
  public var all: SymbolScore { rows[rows.count - 1].score }

  /// What becomes of a page's symbols that the network knows, whatever their classes, as `all` counts them.
  public func verdicts(
    annotated: [CompleteAnnotation], found: [SymbolScore.Found]
  ) -> [SymbolVerdict] {
    let names = rows[rows.count - 1].classes
    return SymbolVerdict.all(
      annotated: annotated.filter { names.contains($0.className) },
      found: found.filter { names.contains($0.className) && $0.probability >= threshold },
      overlap: overlap)
  }

  /// Adds a page.
  public mutating func add(annotated: [CompleteAnnotation], found: [SymbolScore.Found]) {
    for index in rows.indices {
      let names = rows[index].classes
      rows[index].score.add(
        annotated: annotated.filter { names.contains($0.className) },
        found: found.filter { names.contains($0.className) }, threshold: threshold,
        overlap: overlap)
    }
  }
}
