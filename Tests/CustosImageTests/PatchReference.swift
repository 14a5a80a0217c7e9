import CustosImage

/// The original's rule, written out plainly on one axis: which source columns (or rows) a patch
/// shows, before the missing pixel is added (or one too many is taken off).
struct PatchReference {
  var crop: Range<Int>
  var before: Int
  var after: Int

  init(low1: Double, high1: Double, size: Int, page: Int, padding: Bool) {
    let center = low1 + (high1 - low1) / 2
    let half = Double(size) / 2
    let start = Int(max(0, center - half))
    let end = Int(min(Double(page), center + half))
    crop = start..<max(start, end)
    before = padding ? Int(abs(min(0, center - half))) : 0
    after = padding ? Int(abs(min(0, Double(page) - (center + half)))) : 0
  }

  /// The indices shown, mirrored outwards one by one: c b a | a b c | c b a | a b c ...
  func indices(adding missing: Int = 0) -> [Int] {
    let forward = Array(crop)
    let backward = Array(crop.reversed())
    var left: [Int] = []
    while left.count < before {
      left += (left.count / forward.count).isMultiple(of: 2) ? forward : backward
    }
    var right: [Int] = []
    while right.count < after + missing {
      right += (right.count / forward.count).isMultiple(of: 2) ? backward : forward
    }
    let line = left.prefix(before).reversed() + forward + right.prefix(max(0, after + missing))
    return Array(line.dropLast(max(0, -(after + missing))))
  }
}
