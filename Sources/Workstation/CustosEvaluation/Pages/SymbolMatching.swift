import CustosImage
import CustosNotation

/// Which annotated symbol each found one stands for.
///
/// The surest found symbols choose first, each the annotated symbol that its box overlaps most among those
/// that are left.
struct SymbolMatching {
  /// For each found symbol the annotated one's place; nil where it is none.
  let partners: [Int?]

  /// Matches boxes.
  ///
  /// - Parameters:
  ///   - annotated: boxes of the annotated symbols.
  ///   - found: boxes of the found ones.
  ///   - probabilities: how sure each of them is.
  ///   - overlap: the least intersection over union, above 0, at most 1.
  init(annotated: [Box], found: [Box], probabilities: [Double], overlap: Double) {
    let order = found.indices.sorted {
      probabilities[$0] != probabilities[$1] ? probabilities[$0] > probabilities[$1] : $0 < $1
    }
    var isTaken = [Bool](repeating: false, count: annotated.count)
    var partners = [Int?](repeating: nil, count: found.count)
    for index in order {
      var best: (share: Double, index: Int)?
      for (other, box) in annotated.enumerated() where !isTaken[other] {
        let share = box.intersectionOverUnion(found[index])
        if share >= overlap, share > best?.share ?? 0 { best = (share, other) }
      }
      guard let best else { continue }
      isTaken[best.index] = true
      partners[index] = best.index
    }
    self.partners = partners
  }
}
