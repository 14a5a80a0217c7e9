/// Joins what the erased lines have divided: the rim of a void head, its stem, the tail of a custos.
enum FragmentJoining {
  /// Fragments of one symbol are apart by at most so many staff spaces.
  static let largestGapAcross = 0.45
  static let largestGapDown = 0.35
  /// A stem and what is left of its head are apart by at most so many staff spaces: the widest gap.
  static let largestStemGap = 1.2
  /// Upright strokes are no wider, in staff spaces.
  static let largestStrokeWidth = 0.6
  /// Stems are at least so high, lower strokes that fill this share of their bounds are rests.
  static let shortestStem = 1.4
  static let barShare = 0.7
  /// In this distance from a stem's end lies its head, in staff spaces.
  static let headHeight = 1.0
  /// Smaller things are dots, in staff spaces.
  static let largestDot = 0.35
  /// A fragment of a head is no larger, in staff spaces.
  static let largestFragmentWidth = 1.2
  static let largestFragmentHeight = 1.1
  /// Nor is the symbol that they make.
  static let largestWidth = 1.7
  static let largestHeight = 4.5

  /// Joins regions without heads to symbols of usual size; what is joined to a stem is its head.
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
      // What has grown may now reach what was passed over.
      if !isJoined { index += 1 }
    }
    return pieces.map { $0.withRimAsHead }
  }

  private static func isStem(_ region: Region, _ space: Double) -> Bool {
    if case .stem = Shape(region, space) { return true }
    return false
  }

  /// Whether a piece may be part of a larger symbol; so the search beside it is bounded.
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

  /// What a region without a head may be.
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
