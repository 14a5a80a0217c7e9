/// Finds note heads in a mask without staff lines by a morphological opening: erosion removes what
/// is thinner than a head, and what remains is grown back to its size.
struct HeadFinder {
  /// Erosion on each side as a share of the usual pen width: strokes vanish, and what is broader
  /// than about one and a half strokes remains.
  static let wornShare = 0.75
  /// Bounds of the erosion on each side, in staff spaces.
  static let smallestCore = 0.11
  static let largestCore = 0.2
  /// Bounds of a head, in staff spaces.
  static let smallestSide = 0.4
  /// Largest ratio of a head's height to its width, except for touching heads of a chord.
  static let largestSlenderness = 1.8
  static let largestWidth = 1.9
  static let largestHeight = 1.5
  /// Least width of touching heads of a chord, in staff spaces; narrower regions are thick
  /// barlines.
  static let smallestChordWidth = 0.75
  /// The heads of a page are alike: a region with less than this share of their usual area is none.
  static let smallestAreaShare = 0.45

  /// Finds the heads of a mask whose void heads have been filled; bounds are in pixels.
  static func find(in mask: InkMask, space: Double) -> [Region] {
    let distance = DistanceMap(mask)
    let radius = min(
      max(wornShare * penWidth(of: mask, space: space), smallestCore * space), largestCore * space)
    let threshold = Int32((radius * 3).rounded())
    let core = InkMask(
      width: mask.width, height: mask.height,
      pixels: distance.values.map { $0 > threshold ? 1 : 0 })
    // The distance of the core's outermost pixels from the edge of the head, in pixels.
    let margin = Int(threshold) / 3
    var heads: [Region] = []
    for region in RegionMap(core).regions {
      var head = region
      head.left -= margin
      head.top -= margin
      head.right += margin
      head.bottom += margin
      let width = Double(head.width) / space
      let height = Double(head.height) / space
      guard width >= smallestSide, height >= smallestSide, width <= largestWidth else { continue }
      if height <= min(largestHeight, largestSlenderness * width) {
        heads.append(head)
      } else if height <= 4, width >= smallestChordWidth {
        let count = Int(height.rounded())
        for part in 0..<count {
          var piece = head
          piece.top = head.top + head.height * part / count
          piece.bottom = head.top + head.height * (part + 1) / count
          heads.append(piece)
        }
      }
    }
    let areas = heads.map { $0.width * $0.height }.sorted()
    guard !areas.isEmpty else { return [] }
    // The usual area is taken from the larger regions, since most of the small ones are no heads.
    let usual = areas[areas.count * 2 / 3]
    return heads.filter {
      Double($0.width * $0.height) >= smallestAreaShare * Double(usual)
    }
  }

  /// The most frequent length of horizontal runs of ink, which is the width of stems, in pixels.
  private static func penWidth(of mask: InkMask, space: Double) -> Double {
    var counts = [Int](repeating: 0, count: max(4, Int(space)))
    for row in 0..<mask.height {
      var length = 0
      for column in 0..<mask.width {
        if mask.pixels[row * mask.width + column] != 0 {
          length += 1
        } else if length > 0 {
          if length < counts.count { counts[length] += 1 }
          length = 0
        }
      }
    }
    return Double(counts.indices.max { counts[$0] < counts[$1] } ?? 1)
  }
}
