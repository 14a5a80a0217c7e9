import CustosImage
public import CustosNotation

/// A symbol of a synthetic page with what the renderer knows about it.
public struct SyntheticSymbol: Equatable, Sendable {
  /// The line of the annotation file; box corners are multiples of a tenth of a pixel.
  public let annotation: Annotation
  /// Index of the staff in `SyntheticPage.staves`.
  public let staff: Int
  /// Column of the head's centre in pixels, or of the place that gives the symbol its position.
  public let x: Float
  /// Height of that place in pixels from the top.
  public let y: Float
}
