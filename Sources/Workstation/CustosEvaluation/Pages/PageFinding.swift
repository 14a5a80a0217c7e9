import CustosDataSet
import CustosDetection
import CustosImage
import CustosNotation
import CustosPages

/// Looks for the symbols of an annotated page and compares them with the annotations.
public struct PageFinding: Sendable {
  /// Which boxes the page's annotations have.
  public var boxes: SymbolBoxes
  /// Classes that count, exactly or, with a `*` at the end, by their beginning; empty: all that have a
  /// staff position.
  public var classes: [String]
  /// The least intersection over union.
  public var overlap: Double

  /// What was found on a page.
  public struct Result {
    /// The page.
    public var picture: PixelBuffer
    /// Its staff space in pixels, nil when no staff was found.
    public var staffSpace: Double?
    /// The annotated symbols that count.
    public var annotated: [Annotation]
    /// The found symbols that count.
    public var found: [Detection]
    /// Which are which.
    public var matching: BoxMatching

    /// The counts without reading.
    public var score: FindingScore {
      var score = FindingScore()
      score.annotated = annotated.count
      score.found = found.count
      score.matched = matching.matchCount
      return score
    }
  }

  /// Describes a comparison.
  public init(boxes: SymbolBoxes, classes: [String], overlap: Double = BoxMatching.defaultOverlap) {
    self.boxes = boxes
    self.classes = classes
    self.overlap = overlap
  }

  /// Finds and compares. With `classes` only found notes count, else every found symbol.
  ///
  /// - Throws: `DataError` for a page or a line of its annotations that cannot be read.
  public func run(_ page: AnnotatedPage) throws(DataError) -> Result {
    let parsed = try page.readAnnotations()
    if let error = parsed.errors.first { throw .notation(error, file: page.annotations) }
    let picture = try page.readImage()
    let gray = GrayImage(picture)
    let scale = StaffScale.estimate(in: gray)
    let symbols = scale == nil ? [] : SymbolFinder.find(in: gray, scale: scale)
    let found = boxes.detections(of: symbols.filter { classes.isEmpty || $0.head != nil })
    let annotated = parsed.entries.map(\.entry).filter { counts($0.className) }
    return Result(
      picture: picture, staffSpace: scale?.staffSpace, annotated: annotated, found: found,
      matching: BoxMatching(
        annotated: annotated.map(\.box), found: found.map(\.box), overlap: overlap))
  }

  private func counts(_ className: String) -> Bool {
    guard !classes.isEmpty else { return SymbolClass.hasStaffPosition(className) }
    return classes.contains { name in
      name.hasSuffix("*") ? className.hasPrefix(String(name.dropLast())) : className == name
    }
  }
}
