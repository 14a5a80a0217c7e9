import CustosImage
import CustosNotation

/// Which found symbols of a page are which annotated ones: the surest ones choose first, each the free
/// annotated one that it overlaps most.
struct SymbolMatching {
  /// For each found symbol the index of the annotated one that it is taken for, or nil.
  let annotatedOfFound: [Int?]

  /// Matches one to one; of equally sure symbols the first one chooses first.
  ///
  /// - Parameter overlap: the least intersection over union, above 0, at most 1.
  init(annotated: [CompleteAnnotation], found: [SymbolScore.Found], overlap: Double) {
    let order = found.indices.sorted {
      found[$0].probability != found[$1].probability
        ? found[$0].probability > found[$1].probability : $0 < $1
    }
    var isTaken = [Bool](repeating: false, count: annotated.count)
    var matches = [Int?](repeating: nil, count: found.count)
    for index in order {
      var best: (share: Double, index: Int)?
      for (other, symbol) in annotated.enumerated() where !isTaken[other] {
        let share = symbol.box.intersectionOverUnion(found[index].box)
        if share >= overlap, share > best?.share ?? 0 { best = (share, other) }
      }
      guard let best else { continue }
      isTaken[best.index] = true
      matches[index] = best.index
    }
    annotatedOfFound = matches
  }
}
