public import CustosImage

/// Which found boxes are which annotated ones.
public struct BoxMatching: Equatable, Sendable {
  /// For each annotated box the index of the found box that is taken for it, or nil.
  public let foundOfAnnotated: [Int?]
  /// Number of found boxes.
  public let foundCount: Int

  /// The intersection over union from which on a found box counts as right.
  public static let defaultOverlap = 0.5

  /// Matches one to one, the pairs of the greatest overlap first; equal ones in the order of the
  /// annotated boxes, then of the found ones.
  ///
  /// - Parameter overlap: the least intersection over union, above 0, at most 1.
  public init(annotated: [Box], found: [Box], overlap: Double = defaultOverlap) {
    var pairs: [(overlap: Double, annotated: Int, found: Int)] = []
    for (index, box) in annotated.enumerated() {
      for (other, candidate) in found.enumerated() {
        let share = box.intersectionOverUnion(candidate)
        if share >= overlap { pairs.append((share, index, other)) }
      }
    }
    pairs.sort {
      $0.overlap != $1.overlap
        ? $0.overlap > $1.overlap
        : ($0.annotated, $0.found) < ($1.annotated, $1.found)
    }
    var matches = [Int?](repeating: nil, count: annotated.count)
    var isTaken = [Bool](repeating: false, count: found.count)
    for pair in pairs where matches[pair.annotated] == nil && !isTaken[pair.found] {
      matches[pair.annotated] = pair.found
      isTaken[pair.found] = true
    }
    foundOfAnnotated = matches
    foundCount = found.count
  }

  /// Number of annotated boxes that were found.
  public var matchCount: Int { foundOfAnnotated.reduce(0) { $0 + ($1 == nil ? 0 : 1) } }
}
