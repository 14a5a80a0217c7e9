import CustosImage

/// How a crop shows a page: which part, and through what mapping.
///
/// A larger part is cut out first, the room, so that a crop that is turned or tilted shows the page up to
/// its corners. Places are edges of pixels: pixel (y, x) reaches from (y, x) to (y + 1, x + 1).
struct CropView: Equatable {
  /// Rows and columns of the crop.
  let side: Int
  /// Rows and columns of page around the crop in the room.
  let margin: Int
  /// Column of the page at the crop's left edge; may lie outside.
  let left: Int
  /// Row of the page at the crop's upper edge.
  let top: Int
  /// Maps `[x, y, 1]` of the shot room to the room, both from the centre, see `CameraShot.homography`;
  /// nil for no change.
  let mapping: [Float]?

  /// Rows and columns of the room.
  var roomSide: Int { side + 2 * margin }

  /// The room as bytes `[roomSide, roomSide, 3]`, with the edge pixels repeated outside the page.
  func room(of page: GrayImage) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: roomSide * roomSide * 3)
    var next = 0
    for row in 0..<roomSide {
      let line = min(max(top - margin + row, 0), page.height - 1) * page.width
      for column in 0..<roomSide {
        let value = page.pixels[line + min(max(left - margin + column, 0), page.width - 1)]
        bytes[next] = value
        bytes[next + 1] = value
        bytes[next + 2] = value
        next += 3
      }
    }
    return bytes
  }

  /// Where a box of the page is in the crop; the smallest upright box around it where it is turned.
  func box(_ box: Box) -> Box {
    let corners = [(box.x1, box.y1), (box.x2, box.y1), (box.x1, box.y2), (box.x2, box.y2)]
      .map { place(x: $0.0 - Double(left), y: $0.1 - Double(top)) }
    let (xs, ys) = (corners.map(\.x), corners.map(\.y))
    return Box(
      x1: xs.reduce(xs[0], min), y1: ys.reduce(ys[0], min), x2: xs.reduce(xs[0], max),
      y2: ys.reduce(ys[0], max))
  }

  /// Where a place of the unchanged crop comes to lie.
  private func place(x: Double, y: Double) -> (x: Double, y: Double) {
    guard let mapping else { return (x, y) }
    let centre = Double(side) / 2
    let (u, v) = (x - centre, y - centre)
    let m = mapping.map(Double.init)
    // The mapping leads from the shot to the room; its inverse is the adjugate up to a factor.
    let p =
      (m[4] * m[8] - m[5] * m[7]) * u + (m[2] * m[7] - m[1] * m[8]) * v
      + (m[1] * m[5] - m[2] * m[4])
    let q =
      (m[5] * m[6] - m[3] * m[8]) * u + (m[0] * m[8] - m[2] * m[6]) * v
      + (m[2] * m[3] - m[0] * m[5])
    let s =
      (m[3] * m[7] - m[4] * m[6]) * u + (m[1] * m[6] - m[0] * m[7]) * v
      + (m[0] * m[4] - m[1] * m[3])
    return (p / s + centre, q / s + centre)
  }
}
