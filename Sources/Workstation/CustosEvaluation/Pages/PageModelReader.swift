import CustosDetection
public import CustosImage
public import CustosModelFile
import CustosNotation
public import CustosPlatform
public import CustosReading
public import CustosWeights

/// What finds and reads the symbols of pages for a score, also improbable ones: a page network of either
/// precision, or one that finds and a patch classifier that reads.
public final class PageModelReader {
  /// What the page network tells apart.
  public let form: PageForm
  private enum Network {
    case float(FloatPageNetwork)
    case int8(PageNetwork)
    case finder(PageNetwork, Classifier, ScaleSource)
  }
  private let network: Network

  /// The least probability of a centre that is looked at; the average precision needs such.
  static let leastProbability = 0.02

  /// Opens a float (.safetensors) or int8 (.custos) page network.
  ///
  /// - Throws: `ReadingError`, `WeightsError`, `PlatformError`.
  public init(path: String, pool: ThreadPool) throws {
    if try ModelReader.isModel(at: path) {
      let network = try Self.open(path, pool)
      form = network.form
      self.network = .int8(network)
    } else {
      let network = try FloatPageNetwork(TrainedPageNetwork(readingFrom: path), pool: pool)
      form = network.form
      self.network = .float(network)
    }
  }

  /// Takes a float page network.
  ///
  /// - Throws: as `FloatPageNetwork`.
  public init(_ trained: TrainedPageNetwork, pool: ThreadPool) throws {
    let network = try FloatPageNetwork(trained, pool: pool)
    form = network.form
    self.network = .float(network)
  }

  /// Pairs a page network that finds with a patch classifier that reads, as `custos-edge classify --finder`
  /// does.
  ///
  /// - Parameters:
  ///   - finder: path of an int8 page network.
  ///   - classifier: labels are staff positions.
  ///   - scale: how large the music is that the classifier reads.
  /// - Throws: `ReadingError`.
  public init(
    finder: String, reading classifier: Classifier, scale: ScaleSource, pool: ThreadPool
  ) throws {
    let network = try Self.open(finder, pool)
    form = network.form
    self.network = .finder(network, classifier, scale)
  }

  private static func open(_ path: String, _ pool: ThreadPool) throws -> PageNetwork {
    try Classifier(path: path, threads: pool.threadCount)
      .makePageNetwork(presence: leastProbability)
  }

  /// Whether a file is a page network of either precision.
  ///
  /// - Throws: `ReadingError`, `WeightsError` for a file that cannot be read.
  public static func isPageNetwork(_ path: String) throws -> Bool {
    guard try ModelReader.isModel(at: path) else { return try TrainedPageNetwork.isFile(path) }
    if case .pageNetwork = try Classifier.open(path).model.purpose { return true }
    return false
  }

  /// Distance of a page's staff lines in pixels; nil where it is to be measured and none are seen.
  static func staffSpace(of page: GrayImage, given: Double?) -> Double? {
    given ?? StaffScale.estimate(in: page)?.staffSpace
  }

  /// Reads a page.
  ///
  /// - Parameter staffSpace: distance of its staff lines in pixels for a page network alone; nil to measure
  ///   it.
  /// - Returns: the staff space, and the symbols; neither where the page shows no staff.
  public func read(
    _ picture: Picture, staffSpace: Double? = nil
  ) throws -> (staffSpace: Double?, found: [SymbolScore.Found]) {
    switch network {
    case .float(let network):
      return try read(picture, staffSpace) { page, space in
        try network.symbols(
          of: page, staffSpace: space,
          thresholds: PageThresholds(Self.leastProbability, form: form))
      }
    case .int8(let network):
      return try read(picture, staffSpace) { page, space in
        try network.read(page, scale: StaffScale(staffSpace: space, lineThickness: 1))
      }
    case .finder(let network, let classifier, let scale):
      // A reader of its own: it remembers the staff space, which a page must not have from another.
      let reading = try PageReader(classifier, symbols: .found(.network(network)), scale: scale)
        .read(picture)
      return (
        reading.staffSpace, reading.symbols.map { SymbolScore.Found($0, classifier.labels) }
      )
    }
  }

  /// Reads a page with a page network alone.
  private func read(
    _ picture: Picture, _ given: Double?, symbols: (GrayImage, Double) throws -> [PageSymbol]
  ) throws -> (staffSpace: Double?, found: [SymbolScore.Found]) {
    let page = picture.gray
    guard let space = Self.staffSpace(of: page, given: given) else { return (nil, []) }
    return (space, try symbols(page, space).map { SymbolScore.Found($0, form) })
  }
}

extension SymbolScore.Found {
  /// A symbol that a page network has found.
  init(_ symbol: PageSymbol, _ form: PageForm) {
    let label = form.labels[symbol.position]
    self.init(
      box: symbol.box, className: symbol.className, label: label == PageForm.none ? nil : label,
      probability: Double(symbol.probability))
  }

  /// A symbol that a page network has found and a patch classifier has read.
  init(_ symbol: SymbolReading, _ labels: LabelSet) {
    self.init(
      box: symbol.detection.box, className: symbol.detection.className,
      // Labels that are plain names are the classes.
      label: labels.kind == .names ? nil : symbol.prediction.map { labels.labels[$0.label] },
      probability: Double(symbol.presence ?? 1))
  }
}
