/// What the annotation file of a drawn page tells.
public enum TruthForm: String, CaseIterable, Sendable {
  /// Symbols with a staff position, in boxes as annotators draw them.
  case positions
  /// Every symbol, in boxes tight around the ink; see `CompleteAnnotation`.
  case complete
}
