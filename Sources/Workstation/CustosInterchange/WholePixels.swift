import CustosImage

/// Boxes of formats that hold whole pixels.
enum WholePixels {
  /// The edges of the pixels that are nearest to a box: left and upper edge, then right and lower one,
  /// at least one pixel apart.
  ///
  /// - Parameter size: nothing of the box lies outside then; nil where the page's size is not known.
  static func box(
    _ box: Box, on size: PageSize?, notes: inout ConversionNotes
  ) -> (left: Int, top: Int, right: Int, bottom: Int) {
    var shown = box
    if let size {
      shown = size.clip(box)
      if shown != box { notes.clip() }
    }
    let (left, right) = span(shown.x1, shown.x2)
    let (top, bottom) = span(shown.y1, shown.y2)
    let moves = [
      Double(left) - shown.x1, Double(right) - shown.x2, Double(top) - shown.y1,
      Double(bottom) - shown.y2,
    ]
    notes.move(by: moves.map(abs).max() ?? 0)
    return (left, top, right, bottom)
  }

  private static func span(_ near: Double, _ far: Double) -> (Int, Int) {
    let (first, last) = (near.rounded(), far.rounded())
    if first < last { return (Int(first), Int(last)) }
    return (Int(near.rounded(.down)), Int(near.rounded(.down)) + 1)
  }
}
