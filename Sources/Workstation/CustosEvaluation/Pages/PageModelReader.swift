import CustosDetection
public import CustosImage
public import CustosModelFile
public import CustosPlatform
import CustosReading
public import CustosWeights

/// A page network of either precision that reads pages for a score: also improbable symbols.
public final class PageModelReader {
  /// What the network tells apart.
  public let form: PageForm
  private enum Network {
    case float(FloatPageNetwork)
    case int8(PageNetwork)
  }
  private let network: Network

  /// The least probability of a centre that is looked at; the average precision needs such.
  static let leastProbability = 0.02

  /// Opens a float (.safetensors) or int8 (.custos) page network.
  ///
  /// - Throws: `ReadingError`, `WeightsError`, `PlatformError`.
  public init(path: String, pool: ThreadPool) throws {
    if try ModelReader.isModel(at: path) {
      let classifier = try Classifier(path: path, threads: pool.threadCount)
      let network = try classifier.makePageNetwork()
      network.thresholds = PageThresholds(Self.leastProbability, form: network.form)
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
  /// - Parameter staffSpace: distance of its staff lines in pixels; nil to measure it.
  /// - Returns: the staff space, and the symbols; neither where the page shows no staff.
  public func read(
    _ page: GrayImage, staffSpace: Double? = nil
  ) throws -> (staffSpace: Double?, found: [SymbolScore.Found]) {
    guard let space = Self.staffSpace(of: page, given: staffSpace) else { return (nil, []) }
    let symbols =
      switch network {
      case .float(let network):
        try network.symbols(
          of: page, staffSpace: space,
          thresholds: PageThresholds(Self.leastProbability, form: form))
      case .int8(let network):
        try network.read(page, scale: StaffScale(staffSpace: space, lineThickness: 1))
      }
    return (space, symbols.map { SymbolScore.Found($0, form) })
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
}
