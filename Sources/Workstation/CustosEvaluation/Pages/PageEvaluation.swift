import CustosDataSet
public import CustosDetection
import CustosImage
public import CustosNotation
public import CustosPages
import CustosPlatform
public import CustosReading

/// Looks for the symbols of an annotated page, reads them if there is a model, and compares both with
/// the annotations.
public struct PageEvaluation: Sendable {
  /// Which boxes the page's annotations have.
  public var boxes: SymbolBoxes
  /// Classes that count, exactly or, with a `*` at the end, by their beginning; empty: all that the
  /// labels are about, with staff positions those that have one.
  public var classes: [String]
  /// The least intersection over union.
  public var overlap: Double
  /// How large the music is that a model reads.
  public var scale: ScaleSource

  /// What was found on a page.
  public struct Result: Sendable {
    /// Its staff space in pixels, nil when no staff was found.
    public var staffSpace: Double?
    /// The annotated symbols that count.
    public var annotated: [LabelledBox]
    /// The found symbols that count.
    public var found: [Detection]
    /// For each found symbol the label that was read; empty without a model.
    public var labels: [String?]
    /// Which are which.
    public var matching: BoxMatching
    /// For each annotated symbol the label that it should be read as.
    var expected: [String?]

    /// The counts.
    public var score: DetectionScore {
      var score = DetectionScore()
      score.annotated = annotated.count
      score.found = found.count
      score.matched = matching.matchCount
      guard !labels.isEmpty else { return score }
      for (match, label) in zip(matching.foundOfAnnotated, expected) {
        if let match, let label, labels[match] == label { score.read += 1 }
      }
      return score
    }
  }

  /// Describes a comparison.
  public init(
    boxes: SymbolBoxes, classes: [String], overlap: Double = BoxMatching.defaultOverlap,
    scale: ScaleSource = .asTrained
  ) {
    self.boxes = boxes
    self.classes = classes
    self.overlap = overlap
    self.scale = scale
  }

  /// Finds, reads and compares. With `classes` only found notes count, else every found symbol.
  ///
  /// A symbol is read right if its label is the annotated staff position, or, by a model whose labels
  /// are plain names, the annotated class. The page is read as the board reads it (`PageReader`).
  ///
  /// - Parameter classifier: reads what is found; nil to find only.
  /// - Throws: `DataError` for a page or a line of its annotations that cannot be read, `ReadingError`
  ///   where the model cannot be used.
  public func run(_ page: AnnotatedPage, reading classifier: Classifier? = nil) throws -> Result {
    let kind = classifier?.labels.kind ?? .staffPositions
    let picture = Picture(try page.readImage())
    let annotated = try annotations(of: page, picture, kind).filter { counts($0.className, kind) }
    let detector = SymbolDetector.classical(boxes, notesOnly: !classes.isEmpty)
    var staffSpace: Double?
    var found: [Detection] = []
    var labels: [String?] = []
    if let classifier {
      // A reader of its own: it remembers the staff space, which a page must not have from another.
      let reader = try PageReader(classifier, symbols: .found(detector), scale: scale)
      let reading = try reader.read(picture)
      staffSpace = reading.staffSpace
      found = reading.symbols.map(\.detection)
      labels = reading.symbols.map { symbol in
        symbol.prediction.map { classifier.labels.labels[$0.label] }
      }
    } else {
      let (scale, detections) = try detector.detect(in: picture.gray)
      staffSpace = scale?.staffSpace
      found = detections
    }
    return Result(
      staffSpace: staffSpace, annotated: annotated, found: found, labels: labels,
      matching: BoxMatching(
        annotated: annotated.map(\.box), found: found.map(\.box), overlap: overlap),
      expected: annotated.map { kind == .staffPositions ? $0.label : $0.className })
  }

  private func annotations(
    of page: AnnotatedPage, _ picture: Picture, _ kind: LabelSet.Kind
  ) throws(DataError) -> [LabelledBox] {
    let parsed = try page.readAnnotations(needingPosition: kind == .staffPositions)
    if let error = parsed.errors.first { throw .notation(error, file: page.annotations) }
    let (width, height) = (picture.pixels.width, picture.pixels.height)
    for entry in parsed.entries where !entry.entry.box.isOn(width: width, height: height) {
      throw .image(
        .boxOutsidePage(entry.entry.box, pageWidth: width, pageHeight: height),
        item: "\(page.annotations), line \(entry.line)")
    }
    return parsed.entries.map(\.entry)
  }

  private func counts(_ className: String, _ kind: LabelSet.Kind) -> Bool {
    guard !classes.isEmpty else {
      return kind == .names || SymbolClass.hasStaffPosition(className)
    }
    return classes.contains { name in
      name.hasSuffix("*") ? className.hasPrefix(String(name.dropLast())) : className == name
    }
  }
}
