import CustosDetection
import CustosEngine
public import CustosImage
import CustosModelFile
public import CustosNotation
import CustosPlatform

/// Reads the symbols of a page, or of a camera's pictures one after another: picture, staff space,
/// boxes, window, label.
///
/// Every verb that reads pages uses it, so that the same picture, model and options give the same
/// labels everywhere:
///
/// - the label is the one with the largest probability, the first among equals;
/// - windows are scaled only where `ScaleSource` asks for it;
/// - a picture whose scale is to be measured and that shows no staff is not read, unless an earlier
///   picture of the same reader has shown one;
/// - a box that lies outside its picture is reported as such;
/// - the model's labels decide which classes are read (`LabelSet.reads`);
/// - labels that are plain names are the symbols' classes, in place of those of the boxes.
///
/// A page network (`SymbolSource.page`) finds and reads in one; it needs every picture's staff space, which
/// is measured unless it is given, and a picture without a staff has no symbols.
///
/// A reader belongs to one page or to one camera: it remembers the last staff space and, with a
/// filter, the last labels. It is used by one thread at a time.
public final class PageReader {
  /// The model.
  public private(set) var classifier: Classifier
  /// The least probability of a label that is accepted; nil to accept every label.
  public private(set) var threshold: Double?
  /// What reads the classes, beside the model of staff positions; nil without it.
  public private(set) var classes: ClassReader?
  private let symbols: SymbolSource
  /// Finds and reads in one, where the model is a page network.
  private var network: PageNetwork?
  private let scaleSource: ScaleSource
  private let usesNeighbours: Bool
  private var steady: SteadyLabels?
  /// The last staff space that was measured, for pictures that show no staff.
  private var lastStaffSpace: Double?

  /// Prepares for reading.
  ///
  /// - Parameters:
  ///   - classes: reads the classes first, which decide what has a staff position.
  ///   - steady: the filter over a camera's pictures, nil without one.
  ///   - usesNeighbours: whether a page network's unsure positions are corrected by their neighbours.
  /// - Throws: `ReadingError.staffSpaceMissing` if scaling is asked for and the model lacks the
  ///   data, `.mismatch` if the model is of another kind than `symbols` or `classes` asks for.
  public init(
    _ classifier: Classifier, symbols: SymbolSource, scale: ScaleSource = .asTrained,
    threshold: Double? = nil, classes: ClassReader? = nil, steady: SteadyLabels? = nil,
    usesNeighbours: Bool = false
  ) throws(ReadingError) {
    self.classifier = classifier
    self.classes = classes
    self.usesNeighbours = usesNeighbours
    self.symbols = symbols
    self.threshold = threshold
    self.steady = steady
    scaleSource = scale
    network = try Self.network(classifier, symbols)
    try Self.check(classifier, classes, scale)
  }

  /// Takes another model from the next picture on.
  ///
  /// - Throws: `ReadingError.staffSpaceMissing`, `.mismatch`; the old model stays then.
  public func replace(
    _ classifier: Classifier, threshold: Double?, classes: ClassReader? = nil
  ) throws(ReadingError) {
    try Self.check(classifier, classes, scaleSource)
    network = try Self.network(classifier, symbols)
    // The filter holds indices of labels.
    if classifier.labels != self.classifier.labels {
      steady = steady.map { SteadyLabels(needed: $0.needed, window: $0.window) }
    }
    self.classifier = classifier
    self.threshold = threshold
    self.classes = classes
  }

  private static func check(
    _ classifier: Classifier, _ classes: ClassReader?, _ scale: ScaleSource
  ) throws(ReadingError) {
    guard scale == .asTrained || classifier.model.preprocessing.staffSpace != nil else {
      throw .staffSpaceMissing(model: classifier.path)
    }
    guard let classes else { return }
    try check(classes.classifier, nil, scale)
    guard case .patchClassifier = classifier.purpose, classifier.labels.kind == .staffPositions
    else {
      throw .mismatch(.noPositionsBesideClasses(model: classifier.path))
    }
  }

  /// The network that reads whole pages, exactly where that is what is to be done.
  private static func network(
    _ classifier: Classifier, _ symbols: SymbolSource
  ) throws(ReadingError) -> PageNetwork? {
    if case .page(let presence) = symbols {
      return try classifier.makePageNetwork(presence: presence)
    }
    if case .pageNetwork = classifier.purpose {
      throw .mismatch(.notAPatchClassifier(model: classifier.path))
    }
    return nil
  }

  /// Reads one picture.
  ///
  /// - Parameter given: the picture's boxes where symbols are `.streamed`.
  public func read(
    _ picture: Picture, given: [Detection] = []
  ) throws(ReadingError) -> PageReading {
    if let network { return try readPage(picture.gray, network) }
    let start = MonotonicClock.nanoseconds
    let (measured, found) = try look(at: picture)
    if let measured { lastStaffSpace = measured.staffSpace }
    let space = staffSpace(measured)
    let window = window(of: classifier, space)
    let classWindow = classes.flatMap { self.window(of: $0.classifier, space) }
    let time = Int((MonotonicClock.nanoseconds - start) / 1000)
    var readings: [SymbolReading] = []
    if let window {
      let located: [LocatedSymbol] =
        switch symbols {
        case .centre:
          [
            LocatedSymbol(
              detection: Detection(
                box: window.centre(of: picture.pixels), className: "window"))
          ]
        case .fixed(let boxes): boxes.map { LocatedSymbol(detection: $0) }
        case .found: found
        case .streamed: given.map { LocatedSymbol(detection: $0) }
        case .page: []
        }
      for symbol in located {
        do throws(EngineError) {
          var reading = try read(symbol.detection, of: picture.pixels, window, classWindow)
          reading.presence = symbol.presence
          reading.staff = symbol.staff
          readings.append(reading)
        } catch { throw .engine(error) }
      }
    }
    readings.countAlongStaves()
    addSteadyLabels(&readings)
    return PageReading(
      staffSpace: space, window: window, classWindow: classWindow, findMicroseconds: time,
      symbols: readings)
  }

  /// Reads a picture with a page network; one whose scale is not known has no symbols.
  private func readPage(
    _ page: GrayImage, _ network: PageNetwork
  ) throws(ReadingError) -> PageReading {
    let start = MonotonicClock.nanoseconds
    var scale = StaffScale.estimate(in: page)
    if case .pixels(let pixels) = scaleSource {
      scale = StaffScale(staffSpace: pixels, lineThickness: 1)
    }
    var readings: [SymbolReading] = []
    if let scale {
      readings = try network.read(page, scale: scale, usesNeighbours: usesNeighbours).map {
        SymbolReading($0, labels: classifier.labels, threshold: threshold)
      }
    }
    readings.countAlongStaves()
    let time = Int((MonotonicClock.nanoseconds - start) / 1000)
    addSteadyLabels(&readings)
    return PageReading(
      staffSpace: scale?.staffSpace, window: scale.map { network.view(staffSpace: $0.staffSpace) },
      findMicroseconds: time, symbols: readings)
  }

  /// Measures the scale and finds symbols as far as asked for; only that needs the brightness.
  private func look(
    at picture: Picture
  ) throws(ReadingError) -> (scale: StaffScale?, symbols: [LocatedSymbol]) {
    if case .found(let detector) = symbols { return try detector.find(in: picture.gray) }
    guard scaleSource == .measured else { return (nil, []) }
    return (StaffScale.estimate(in: picture.gray), [])
  }

  private func staffSpace(_ measured: StaffScale?) -> Double? {
    switch scaleSource {
    case .asTrained: measured?.staffSpace
    case .pixels(let pixels): pixels
    case .measured: measured?.staffSpace ?? lastStaffSpace
    }
  }

  /// The window of a model at a staff space; nil when that is needed and not known.
  private func window(of classifier: Classifier, _ space: Double?) -> PatchWindow? {
    let preprocessing = classifier.model.preprocessing
    guard scaleSource != .asTrained else { return PatchWindow(preprocessing, scale: 1) }
    return space.flatMap { preprocessing.scale(ofStaffSpace: $0) }
      .map { PatchWindow(preprocessing, scale: $0) }
  }

  private func read(
    _ detection: Detection, of pixels: PixelBuffer, _ window: PatchWindow,
    _ classWindow: PatchWindow?
  ) throws(EngineError) -> SymbolReading {
    var reading = SymbolReading(
      detection: detection, outcome: .outside, isUnknown: nil, steady: nil)
    guard detection.box.isOn(width: pixels.width, height: pixels.height) else { return reading }
    if let classes, let classWindow {
      guard
        let prediction = try classes.classifier.classify(
          detection.box, of: pixels, through: classWindow)
      else { return reading }
      reading.classPrediction = prediction
      reading.take(prediction, classes.classifier.labels, classes.threshold)
    }
    guard classifier.labels.reads(className: reading.acceptedClass) else {
      reading.outcome = .notRead
      return reading
    }
    guard
      let prediction = try classifier.classify(detection.box, of: pixels, through: window)
    else { return reading }
    reading.outcome = .read(prediction)
    reading.isUnknown = threshold.map { Double(prediction.bestProbability) < $0 }
    if classifier.labels.kind == .names { reading.take(prediction, classifier.labels, threshold) }
    return reading
  }

  private func addSteadyLabels(_ readings: inout [SymbolReading]) {
    guard steady != nil else { return }
    var placed: [Int] = []
    var labels: [(box: Box, label: Int?)] = []
    for (index, reading) in readings.enumerated() {
      guard let prediction = reading.prediction else { continue }
      placed.append(index)
      labels.append((reading.detection.box, reading.isUnknown == true ? nil : prediction.label))
    }
    guard let steadyLabels = steady?.update(labels) else { return }
    for (index, label) in zip(placed, steadyLabels) { readings[index].steady = label }
  }
}
