/// Joins fragments that line removal has separated, such as the rim of a void head, its stem, or
/// the tail of a custos. All lengths are in staff spaces.
enum FragmentJoining {
  /// Largest gaps between fragments of one symbol.
  static let largestGapAcross = 0.45
  static let largestGapDown = 0.35
  /// Largest gap between a stem and what is left of its head.
  static let largestStemGap = 1.2
  /// Largest width of an upright stroke.
  static let largestStrokeWidth = 0.6
  /// Shortest stem; a shorter stroke is a rest if it fills at least `barShare` of its bounds.
  static let shortestStem = 1.4
  static let barShare = 0.7
  /// Largest distance of a head from the end of its stem.
  static let headHeight = 1.0
  /// Largest dot.
  static let largestDot = 0.35
  /// Largest fragment of a head.
  static let largestFragmentWidth = 1.2
  static let largestFragmentHeight = 1.1
  /// Largest symbol made of fragments.
  static let largestWidth = 1.7
  static let largestHeight = 4.5

  /// Joins regions without heads to symbols of usual size. A fragment joined to a stem is its head.
  static func joined(_ pieces: [SymbolPiece], space: Double) -> [SymbolPiece] {
    var pieces = pieces.sorted { $0.region.left < $1.region.left }
    let reach = largestStemGap * space
    var index = 0
    while index < pieces.count {
      var other = index + 1
      var isJoined = false
      while canJoin(pieces[index], space), other < pieces.count,
        Double(pieces[other].region.left - pieces[index].region.right) <= reach
      {
        let (first, second) = (pieces[index].region, pieces[other].region)
        if pieces[other].heads.isEmpty, belong(first, second, space) {
          let isStem = (isStem(first, space), isStem(second, space))
          pieces[index].join(
            pieces.remove(at: other), rim: isStem.0 ? second : isStem.1 ? first : nil)
          isJoined = true
        } else {
          other += 1
        }
      }
      // The grown piece may now reach pieces that were too far away before.
      if !isJoined { index += 1 }
    }
    return pieces.map { $0.withRimAsHead }
  }

  private static func isStem(_ region: Region, _ space: Double) -> Bool {
    if case .stem = Shape(region, space) { return true }
    return false
  }

  /// Whether a piece may be part of a larger symbol; this bounds the search.
  private static func canJoin(_ piece: SymbolPiece, _ space: Double) -> Bool {
    piece.heads.isEmpty && Double(piece.region.width) <= largestWidth * space
      && Double(piece.region.height) <= largestHeight * space
  }

  private static func belong(_ first: Region, _ second: Region, _ space: Double) -> Bool {
    var both = first
    both.formUnion(second)
    let across = Double(max(first.left, second.left) - min(first.right, second.right))
    let down = Double(max(first.top, second.top) - min(first.bottom, second.bottom))
    guard across <= largestStemGap * space, down <= largestGapDown * space,
      Double(both.width) <= largestWidth * space, Double(both.height) <= largestHeight * space
    else { return false }
    let shapes = (Shape(first, space), Shape(second, space))
    switch shapes {
    case (.dot, _), (_, .dot), (.bar, .bar), (.other, .other), (.stem, .stem), (.bar, .stem),
      (.stem, .bar):
      return false
    case (.fragment, .stem): return isAtEnd(first, of: second, space)
    case (.stem, .fragment): return isAtEnd(second, of: first, space)
    default: return across <= largestGapAcross * space
    }
  }

  /// Whether a fragment lies at the upper or lower end of a stem, where its head is.
  private static func isAtEnd(_ fragment: Region, of stem: Region, _ space: Double) -> Bool {
    let reach = headHeight * space
    return fragment.centerY < Double(stem.top) + reach
      || fragment.centerY > Double(stem.bottom) - reach
  }

  /// Kinds of regions without heads.
  private enum Shape {
    case dot, bar, stem, fragment, other

    init(_ region: Region, _ space: Double) {
      let width = Double(region.width) / space
      let height = Double(region.height) / space
      let isStroke = width <= FragmentJoining.largestStrokeWidth
      if max(width, height) < largestDot {
        self = .dot
      } else if isStroke, height >= FragmentJoining.shortestStem {
        self = .stem
      } else if isStroke,
        Double(region.area) > FragmentJoining.barShare * Double(region.width * region.height)
      {
        self = .bar
      } else if width <= largestFragmentWidth, height <= largestFragmentHeight {
        self = .fragment
      } else {
        self = .other
      }
    }
  }
}
