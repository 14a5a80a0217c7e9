/// Finds note heads that are no broader than a stroke of the pen: short strokes at the ends of
/// stems.
///
/// A stem is a chain of narrow runs of ink, one per row. At the lower end of a stem a head lies to
/// the left, at the upper end to the right; flags, flats and rests have strokes on the other sides.
struct StemFinder {
  /// Largest width and least length of a stem, in staff spaces.
  static let largestWidth = 0.4
  static let shortestStem = 0.9
  /// Largest gap that an erased line leaves between head and stem, in staff spaces.
  static let largestGap = 0.35
  /// Bounds of a head, in staff spaces.
  static let smallestHeadWidth = 0.5
  static let largestHeadWidth = 1.5
  static let smallestHeadHeight = 0.3
  static let largestHeadHeight = 1.2
  /// Least distance by which a head extends beyond its stem, in staff spaces.
  static let smallestReach = 0.25

  private struct Span {
    var start: Int
    /// One past the last column.
    var end: Int
  }

  private let rows: [[Span]]
  private let space: Double

  /// Finds the heads at the ends of stems in a mask without staff lines.
  static func heads(in mask: InkMask, space: Double) -> [Region] {
    StemFinder(mask, space: space).heads()
  }

  private init(_ mask: InkMask, space: Double) {
    self.space = space
    rows = (0..<mask.height).map { row in
      var spans: [Span] = []
      var column = 0
      while column < mask.width {
        if mask.pixels[row * mask.width + column] != 0 {
          let start = column
          while column < mask.width, mask.pixels[row * mask.width + column] != 0 { column += 1 }
          spans.append(Span(start: start, end: column))
        } else {
          column += 1
        }
      }
      return spans
    }
  }

  private func heads() -> [Region] {
    var heads: [Region] = []
    for top in rows.indices {
      for span in rows[top] where isNarrow(span) {
        if let above = onlyNeighbour(of: span, row: top - 1), isNarrow(above) { continue }
        var last = span
        var bottom = top
        while let below = onlyNeighbour(of: last, row: bottom + 1), isNarrow(below) {
          last = below
          bottom += 1
        }
        guard Double(bottom - top) >= Self.shortestStem * space else { continue }
        let reach = Int(Self.smallestReach * space)
        if let head = head(from: last, row: bottom, step: 1), head.left <= last.start - reach {
          heads.append(head)
        } else if let head = head(from: span, row: top, step: -1), head.right >= span.end + reach {
          heads.append(head)
        }
      }
    }
    return heads
  }

  /// The bounds of the ink beside a stem's end, if they have the size of a head.
  private func head(from end: Span, row: Int, step: Int) -> Region? {
    var current = end
    var head: Region?
    var missed = 0
    var row = row + step
    while rows.indices.contains(row) {
      let near = neighbours(of: current, row: row)
      if near.isEmpty {
        missed += 1
        // A missing run ends a head that has begun; before it, an erased line may have left a gap.
        if head != nil || Double(missed) > Self.largestGap * space { break }
      } else {
        current = Span(
          start: near.reduce(Int.max) { min($0, $1.start) }, end: near.reduce(0) { max($0, $1.end) }
        )
        let part = Region(
          left: current.start, top: row, right: current.end, bottom: row + 1,
          area: current.end - current.start)
        head?.formUnion(part)
        if head == nil { head = part }
        guard let head, Double(head.width) <= Self.largestHeadWidth * space,
          Double(head.height) <= Self.largestHeadHeight * space
        else { return nil }
      }
      row += step
    }
    guard let head, Double(head.width) >= Self.smallestHeadWidth * space,
      Double(head.height) >= Self.smallestHeadHeight * space
    else { return nil }
    return head
  }

  private func isNarrow(_ span: Span) -> Bool {
    Double(span.end - span.start) <= Self.largestWidth * space
  }

  private func neighbours(of span: Span, row: Int) -> [Span] {
    guard rows.indices.contains(row) else { return [] }
    return rows[row].filter { $0.start <= span.end && $0.end >= span.start }
  }

  private func onlyNeighbour(of span: Span, row: Int) -> Span? {
    let near = neighbours(of: span, row: row)
    return near.count == 1 ? near[0] : nil
  }
}
