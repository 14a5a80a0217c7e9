public import CustosNotation

/// What was read on one page or in one picture of a camera.
public struct PageReading: Sendable {
  /// From one staff line to the next, in pixels: measured or given; nil when it is not known.
  public let staffSpace: Double?
  /// What the network saw around each box; nil when the music's size was to be measured and the
  /// picture shows no staff: then nothing was read and `symbols` is empty. A page network saw the whole
  /// page: the window is then a part of eight staff spaces at its scale, to be shown.
  public let window: PatchWindow?
  /// The time for measuring the staff space and finding symbols.
  public let findMicroseconds: Int
  /// The symbols in the order of their boxes.
  public var symbols: [SymbolReading]

  /// The window's size over the one of the training pages, nil without a window.
  public var scale: Double? { window?.scale }
}

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

  /// Where it is, and its class.
  public let detection: Detection
  /// Its result.
  public let outcome: Outcome
  /// Whether the best label's probability is below the threshold; nil without a threshold and for
  /// what was not read.
  public let isUnknown: Bool?
  /// The label on which the last pictures agree; nil without a filter and for boxes that were not
  /// read.
  public var steady: SteadyLabel?
  /// How probable it is that a symbol is there, 0...1; nil where no network has found it.
  public var presence: Float?
  /// The staff that it belongs to, from top to bottom; nil where it is not known.
  public var staff: Int?

  /// The network's prediction; nil for boxes that were not read.
  public var prediction: Prediction? {
    guard case .read(let prediction) = outcome else { return nil }
    return prediction
  }

  /// Whether the box lies outside the picture.
  public var isOutside: Bool {
    if case .outside = outcome { return true }
    return false
  }
}
