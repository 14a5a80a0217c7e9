public import CustosImage
public import CustosNotation

/// How well symbols of some classes are found and placed on pages whose annotations are complete.
///
/// A found symbol is right where its box overlaps that of an annotated symbol of the same classes; the
/// surest ones choose first. It is placed right where its staff position is the annotated one too; symbols
/// without a certain position within L0 to S6, and what is found on them, have no part in that.
public struct SymbolScore: Equatable, Sendable {
  /// A symbol that was found.
  public struct Found: Equatable, Sendable {
    /// Where it is on the page.
    public var box: Box
    /// Its class.
    public var className: String
    /// The staff position that was read; nil where there is none.
    public var label: String?
    /// How probable it is that it is there, 0...1.
    public var probability: Double

    /// Describes a symbol.
    public init(box: Box, className: String, label: String?, probability: Double) {
      self.box = box
      self.className = className
      self.label = label
      self.probability = probability
    }
  }

  /// Annotated symbols.
  public private(set) var annotated = 0
  /// Found ones at least as probable as the threshold.
  public private(set) var found = 0
  /// Of these the right ones.
  public private(set) var matched = 0
  /// Annotated symbols with a certain position.
  public private(set) var positioned = 0
  /// Of these the ones that were found and placed right.
  public private(set) var placed = 0
  /// Found symbols that lie on an annotated one without a certain position.
  public private(set) var ignored = 0
  private var average = AveragePrecision()

  /// Starts at nothing.
  public init() {}

  /// Adds a page.
  ///
  /// - Parameters:
  ///   - annotated: its symbols of the classes.
  ///   - found: what was found of the classes, also improbable ones.
  ///   - threshold: the least probability that counts but for the average precision.
  ///   - overlap: the least intersection over union, above 0, at most 1.
  public mutating func add(
    annotated: [CompleteAnnotation], found: [Found], threshold: Double,
    overlap: Double = BoxMatching.defaultOverlap
  ) {
    let matches = SymbolMatching(annotated: annotated, found: found, overlap: overlap)
      .annotatedOfFound
    for (symbol, match) in zip(found, matches) where symbol.probability >= threshold {
      self.found += 1
      guard let match else { continue }
      matched += 1
      if case .position(let position) = annotated[match].place {
        if symbol.label == position.name { placed += 1 }
      } else {
        ignored += 1
      }
    }
    self.annotated += annotated.count
    positioned += annotated.count {
      if case .position = $0.place { return true }
      return false
    }
    average.add(
      probabilities: found.map(\.probability), isRight: matches.map { $0 != nil },
      wanted: annotated.count)
  }

  /// Share of the annotated symbols that were found; nil without any.
  public var recall: Double? { Self.share(matched, of: annotated) }
  /// Share of the found symbols that are right; nil without any.
  public var precision: Double? { Self.share(matched, of: found) }
  /// `2 matched / (annotated + found)`; nil without any.
  public var f: Double? { Self.share(2 * matched, of: annotated + found) }
  /// Share of the symbols with a certain position that were found and placed right; nil without any.
  public var placedShare: Double? { Self.share(placed, of: positioned) }
  /// The F measure of boxes with their positions, "page to pitch"; nil without any.
  public var pitchF: Double? {
    positioned > 0 ? Self.share(2 * placed, of: positioned + found - ignored) : nil
  }
  /// The average precision; nil without any annotated symbol.
  public var averagePrecision: Double? { average.value }

  private static func share(_ part: Int, of whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}
