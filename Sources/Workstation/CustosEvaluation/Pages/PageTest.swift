import CustosImage
public import CustosModelFile
import CustosNotation
public import CustosPages
import CustosReading

/// How a page network does on annotated pages; each is read once.
public struct PageTest: Sendable {
  /// Which page of all it is.
  public enum Rank: String, CaseIterable, Sendable {
    /// The one that is read best.
    case best
    /// The one in the middle, the worse one of two.
    case median
    /// The one that is read worst.
    case worst
  }

  /// The scores over all pages.
  public private(set) var scores: SymbolScores
  /// The pages in the order in which they were read.
  public private(set) var pages: [TestedPage] = []
  private let form: PageForm

  /// The probability from which on a symbol counts where nothing else is said.
  public static let usualThreshold = PageThresholds.usual

  /// Starts at nothing.
  ///
  /// - Parameters:
  ///   - form: of the network.
  ///   - threshold: the least probability that counts but for the average precision.
  ///   - overlap: the least intersection over union, above 0, at most 1.
  public init(
    form: PageForm, threshold: Double, overlap: Double = BoxMatching.defaultOverlap
  ) {
    self.form = form
    scores = SymbolScores(form: form, threshold: threshold, overlap: overlap)
  }

  /// Reads a page and adds it.
  ///
  /// - Parameter staffSpace: distance of its staff lines in pixels; nil to measure it.
  /// - Throws: `DataError` for a page or a line of its annotations that cannot be read, and as
  ///   `PageModelReader.read(_:staffSpace:)`.
  @discardableResult
  public mutating func add(
    _ page: CompletePage, reading reader: PageModelReader, staffSpace: Double?
  ) throws -> TestedPage {
    let picture = try page.picture()
    let annotated = try page.annotations(onPageOf: picture.pixels.width, picture.pixels.height)
    let (space, found) = try reader.read(picture, staffSpace: staffSpace)
    return add(page, staffSpace: space, annotated: annotated, found: found)
  }

  /// Adds a page that was read.
  mutating func add(
    _ page: CompletePage, staffSpace: Double?, annotated: [CompleteAnnotation],
    found: [SymbolScore.Found]
  ) -> TestedPage {
    var own = SymbolScores(form: form, threshold: scores.threshold, overlap: scores.overlap)
    own.add(annotated: annotated, found: found)
    scores.add(annotated: annotated, found: found)
    let tested = TestedPage(
      page: page, staffSpace: staffSpace, score: own.all,
      verdicts: own.verdicts(annotated: annotated, found: found))
    pages.append(tested)
    return tested
  }

  /// The best, the median and the worst page by the page-to-pitch F, by the F of the boxes where no page
  /// has a certain position; pages without any have no rank, and a page has one at most: the only one is
  /// the worst, of two none is the median. Equal pages stand in the order of their reading.
  public var ranked: [(rank: Rank, page: TestedPage)] {
    let measure: (SymbolScore) -> Double? =
      pages.contains { $0.score.pitchF != nil } ? { $0.pitchF } : { $0.f }
    let order = pages.enumerated()
      .compactMap { index, page in measure(page.score).map { (value: $0, index: index) } }
      .sorted { $0.value != $1.value ? $0.value < $1.value : $0.index < $1.index }
    guard let worst = order.first, let best = order.last else { return [] }
    var ranked: [(Rank, TestedPage)] = []
    if order.count > 1 { ranked.append((.best, pages[best.index])) }
    if order.count > 2 { ranked.append((.median, pages[order[(order.count - 1) / 2].index])) }
    return ranked + [(.worst, pages[worst.index])]
  }
}
