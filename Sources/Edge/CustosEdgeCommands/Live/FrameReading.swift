import CustosCamera
import CustosNotation

/// What was read in one picture.
struct FrameReading {
  /// The picture.
  let frame: Frame
  /// From one staff line to the next in the picture, in pixels; nil when it is not known.
  let staffSpace: Double?
  /// The window's size over the one of the training pages.
  let scale: Double
  /// What measuring the staff space and finding symbols took.
  let findMicroseconds: Int
  /// The symbols.
  var symbols: [SymbolReading]
}

/// One symbol of a picture.
struct SymbolReading {
  /// Where it is, and its class.
  let detection: Detection
  /// What the network says; nil for classes that have no staff position.
  let result: Classification?
  /// Whether the best label's probability is below the threshold; nil without a threshold.
  let isUnknown: Bool?
  /// What the last pictures say together; nil where there is no filter, and for classes that have no
  /// staff position.
  var steady: SteadyLabel?
}

/// What the last pictures say of one place.
struct SteadyLabel: Equatable {
  /// The index of the label that enough of the pictures agree on, nil if there is none.
  let index: Int?
  /// How many of the last pictures gave the most frequent label.
  let agreeing: Int
  /// How many pictures there were.
  let count: Int
}
