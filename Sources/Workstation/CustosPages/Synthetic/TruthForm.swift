/// What the annotation file of a drawn page tells.
public enum TruthForm: String, CaseIterable, Sendable {
  /// Symbols with a staff position, in boxes as annotators draw them.
  case positions
  /// Every symbol, in boxes as annotators of its notation draw them: tight around the ink in modern notation,
  /// with a margin of 0.18 staff spaces in mensural notation; see `CompleteAnnotation`.
  case complete
}
