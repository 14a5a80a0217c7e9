import CustosCamera
import CustosImage
import CustosModelFile
import CustosNotation
import CustosDetection
import CustosPlatform

/// Reads the symbols of pictures, one after another.
final class FrameReader {
  /// The model.
  private(set) var classifier: Classifier
  private let symbols: SymbolSource
  private let staffSpace: StaffSpaceOption
  /// The least probability of a label that is accepted; nil to accept every label.
  private(set) var threshold: Double?
  private var steady: SteadyLabels?
  /// The last staff space that was measured, for pictures that show no staff.
  private var lastStaffSpace: Double?

  init(_ classifier: Classifier, _ options: LiveOptions, threshold: Double?) {
    self.classifier = classifier
    symbols = options.symbols
    staffSpace = options.staffSpace
    self.threshold = threshold
    steady = options.steady
  }

  /// Takes another model from the next picture on.
  func replace(_ classifier: Classifier, threshold: Double?) {
    self.classifier = classifier
    self.threshold = threshold
  }

  /// Reads one picture. `boxes` are those of a stream.
  func read(_ frame: Frame, boxes: [Detection] = []) throws(CommandError) -> FrameReading {
    let start = MonotonicClock.nanoseconds
    let (space, detections) = find(frame.pixels, boxes)
    let scale = scale(space)
    let found = MonotonicClock.nanoseconds
    var readings: [SymbolReading] = []
    for detection in detections ?? [centre(of: frame.pixels, scale)] {
      if let reading = try read(detection, of: frame, scale) { readings.append(reading) }
    }
    addSteadyLabels(&readings)
    return FrameReading(
      frame: frame, staffSpace: space, scale: scale,
      findMicroseconds: Int((found - start) / 1000), symbols: readings)
  }

  /// The staff space, and the boxes; nil for the window at the centre.
  private func find(
    _ pixels: PixelBuffer, _ boxes: [Detection]
  ) -> (space: Double?, detections: [Detection]?) {
    var measured: StaffScale?
    var detections: [Detection]?
    if case .found(let kind) = symbols {
      let page = GrayImage(pixels)
      measured = StaffScale.estimate(in: page)
      detections =
        measured.map { kind.detections(of: SymbolFinder.find(in: page, scale: $0)) } ?? []
    } else {
      if staffSpace == .automatic { measured = StaffScale.estimate(in: GrayImage(pixels)) }
      if case .fixed(let fixed) = symbols { detections = fixed }
      if case .streamed = symbols { detections = boxes }
    }
    if let measured { lastStaffSpace = measured.staffSpace }
    switch staffSpace {
    case .asTrained: return (measured?.staffSpace, detections)
    case .pixels(let pixels): return (pixels, detections)
    case .automatic: return (measured?.staffSpace ?? lastStaffSpace, detections)
    }
  }

  /// How much larger than in the training pages the music is.
  private func scale(_ space: Double?) -> Double {
    guard staffSpace != .asTrained, let space else { return 1 }
    return classifier.model.preprocessing.scale(ofStaffSpace: space) ?? 1
  }

  private func centre(of pixels: PixelBuffer, _ scale: Double) -> Detection {
    let sizes = classifier.model.preprocessing
    let width = Double(sizes.cropWidth) * scale
    let height = Double(sizes.cropHeight) * scale
    let x = (Double(pixels.width) - width) / 2
    let y = (Double(pixels.height) - height) / 2
    return Detection(box: Box(x1: x, y1: y, x2: x + width, y2: y + height), className: "window")
  }

  /// Nil for a box that lies outside the picture, such as one of a detector that saw another size.
  private func read(
    _ detection: Detection, of frame: Frame, _ scale: Double
  ) throws(CommandError) -> SymbolReading? {
    guard SymbolClass.hasStaffPosition(detection.className) else {
      return SymbolReading(detection: detection, result: nil, isUnknown: nil, steady: nil)
    }
    let result: Classification
    do throws(CommandError) {
      result = try classifier.classify(
        detection.box, of: frame.pixels, scale: scale, item: "A box of picture \(frame.number)")
    } catch {
      guard error.isAboutInput else { throw error }
      Console.complain("custos-edge: \(error.message)")
      return nil
    }
    let isUnknown = threshold.map { Double(result.bestProbability) < $0 }
    return SymbolReading(
      detection: detection, result: result, isUnknown: isUnknown, steady: nil)
  }

  private func addSteadyLabels(_ readings: inout [SymbolReading]) {
    let placed = readings.indices.filter { readings[$0].result != nil }
    let labels = placed.map { index in
      (
        box: readings[index].detection.box,
        label: readings[index].isUnknown == true ? nil : readings[index].result?.best(1).first
      )
    }
    guard let steadyLabels = steady?.update(labels) else { return }
    for (index, label) in zip(placed, steadyLabels) { readings[index].steady = label }
  }
}
