import CustosNotation

/// What was read on one page or in one picture of a camera.
public struct PageReading: Sendable {
  /// From one staff line to the next, in pixels: measured or given; nil when it is not known.
  public let staffSpace: Double?
  /// What the network saw around each box; nil when the music's size was to be measured and the
  /// picture shows no staff: then nothing was read and `symbols` is empty.
  public let window: PatchWindow?
  /// What measuring the staff space and finding symbols took.
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
    /// What the network says.
    case read(Prediction)
    /// The label set has nothing to say of this class.
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
  /// What the last pictures say together; nil where there is no filter, and for what was not read.
  public var steady: SteadyLabel?

  /// What the network says; nil for what was not read.
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
