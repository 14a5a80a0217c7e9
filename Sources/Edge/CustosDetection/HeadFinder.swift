/// Finds note heads in a mask without staff lines: what remains when everything thinner than a head
/// is worn away, grown again to its size.
struct HeadFinder {
  /// What is worn away, as a share of the pen's usual width: strokes go, and what is broader than
  /// about one and a half strokes stays.
  static let wornShare = 0.75
  /// Bounds of what is worn away on each side, in staff spaces.
  static let smallestCore = 0.11
  static let largestCore = 0.2
  /// Bounds of a head, in staff spaces.
  static let smallestSide = 0.4
  /// A head is no higher than this times its width, unless it is a chord's.
  static let largestSlenderness = 1.8
  static let largestWidth = 1.9
  static let largestHeight = 1.5
  /// Touching heads of a chord are at least so wide, in staff spaces; narrower are thick barlines.
  static let smallestChordWidth = 0.75
  /// The heads of a page are alike: none has less than this share of the usual area.
  static let smallestAreaShare = 0.45

  /// The heads of a mask whose void heads have been filled, in pixels.
  static func find(in mask: InkMask, space: Double) -> [Region] {
    let distance = DistanceMap(mask)
    let radius = min(
      max(wornShare * penWidth(of: mask, space: space), smallestCore * space), largestCore * space)
    let threshold = Int32((radius * 3).rounded())
    let core = InkMask(
      width: mask.width, height: mask.height,
      pixels: distance.values.map { $0 > threshold ? 1 : 0 })
    // The first pixel of the core lies so many pixels within the head.
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
    // The large ones set the measure: most of what is small is no head.
    let usual = areas[areas.count * 2 / 3]
    return heads.filter {
      Double($0.width * $0.height) >= smallestAreaShare * Double(usual)
    }
  }

  /// The most frequent horizontal run of ink: the width of stems, in pixels.
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
