import CustosDetection
public import CustosNotation

/// Which symbols of a picture are read.
public enum SymbolSource {
  /// One window at the picture's centre.
  case centre
  /// The same boxes in every picture.
  case fixed([Detection])
  /// What is found in each picture.
  case found(SymbolDetector)
  /// Boxes that another program gives for single pictures.
  case streamed
  /// What the model, a page network, finds and reads itself: the symbols that are there with at least this
  /// probability.
  case page(presence: Double = PageThresholds.usual)
}
