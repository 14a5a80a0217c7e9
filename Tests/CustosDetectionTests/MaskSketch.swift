@testable import CustosDetection

/// Makes a mask of a drawing: `#` is ink, everything else paper.
func sketch(_ lines: String) -> InkMask {
  let rows = lines.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
  let width = rows.map(\.count).max() ?? 0
  return InkMask(
    width: width, height: rows.count,
    pixels: rows.flatMap { row in
      (0..<width).map { $0 < row.count && row[$0] == "#" ? 1 : 0 }
    })
}

extension InkMask {
  /// The mask as a drawing.
  var drawing: String {
    (0..<height).map { row in
      String((0..<width).map { isInk($0, row) ? "#" : "." })
    }.joined(separator: "\n")
  }
}
