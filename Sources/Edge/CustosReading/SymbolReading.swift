import CustosImage
public import CustosNotation

/// One symbol of a page.
public struct SymbolReading: Sendable {
  /// The result for a box.
  public enum Outcome: Sendable {
    /// The network's prediction.
    case read(Prediction)
    /// The label set has no labels for this class.
    case notRead
    /// The box lies outside the picture.
    case outside
  }

  /// Where it is, and its class: the one that a network has read, where the labels are classes or another
  /// network reads them, else the one of the box.
  public var detection: Detection
  /// Its result.
  public internal(set) var outcome: Outcome
  /// Whether the best label's probability is below the threshold; nil without a threshold and for
  /// what was not read.
  public internal(set) var isUnknown: Bool?
  /// The label on which the last pictures agree; nil without a filter and for boxes that were not
  /// read.
  public var steady: SteadyLabel?
  /// How probable it is that a symbol is there, 0...1; nil where no network has found it.
  public var presence: Float?
  /// The staff that it belongs to, counted from the top of the page from 0 on; nil where it is not known.
  public var staff: Int?
  /// Its place on its staff, counted by the boxes' left edges from 0 on; nil where the staff is not known.
  public var order: Int?

  /// The class of the box, where a network has read one.
  public var givenClass: String?
  /// Whether the class that was read has a probability below its threshold.
  public var isClassUnknown = false
  /// What the network of classes has read; nil where there is none.
  public var classPrediction: Prediction?

  /// The class that counts: the one read if it is accepted, else the one of the box.
  public var acceptedClass: String {
    isClassUnknown ? givenClass ?? detection.className : detection.className
  }

  /// The network's prediction; nil for boxes that were not read.
  public var prediction: Prediction? {
    guard case .read(let prediction) = outcome else { return nil }
    return prediction
  }

  /// The time of all its networks for cropping and resizing.
  public var preprocessMicroseconds: Int {
    (prediction?.preprocessMicroseconds ?? 0) + (classPrediction?.preprocessMicroseconds ?? 0)
  }

  /// The time of all its networks.
  public var inferenceMicroseconds: Int {
    (prediction?.inferenceMicroseconds ?? 0) + (classPrediction?.inferenceMicroseconds ?? 0)
  }

  /// Whether the box lies outside the picture.
  public var isOutside: Bool {
    if case .outside = outcome { return true }
    return false
  }
}

extension SymbolReading {
  /// Takes the best label as the class.
  mutating func take(_ prediction: Prediction, _ labels: LabelSet, _ threshold: Double?) {
    givenClass = detection.className
    detection.className = labels.labels[prediction.label]
    isClassUnknown = threshold.map { Double(prediction.bestProbability) < $0 } ?? false
  }
}

extension [SymbolReading] {
  /// Counts the symbols of each staff from left to right; of equal left edges the first comes first.
  mutating func countAlongStaves() {
    let placed = indices.filter { self[$0].staff != nil }.sorted {
      let (left, other) = (self[$0].detection.box.x1, self[$1].detection.box.x1)
      return left != other ? left < other : $0 < $1
    }
    var counts = [Int](repeating: 0, count: (placed.compactMap { self[$0].staff }.max() ?? -1) + 1)
    for index in placed {
      guard let staff = self[index].staff else { continue }
      self[index].order = counts[staff]
      counts[staff] += 1
    }
  }
}
