/// A connected region and the note heads in it.
struct SymbolPiece {
  var region: Region
  var heads: [Region]
  /// What was joined to a stem, if the region is made of fragments.
  private(set) var rim: Region?

  init(region: Region, heads: [Region]) {
    self.region = region
    self.heads = heads
  }

  /// Joins a fragment of the same symbol.
  ///
  /// - Parameter rim: the part of the two that is not the stem, if one of them is.
  mutating func join(_ other: SymbolPiece, rim otherRim: Region?) {
    region.formUnion(other.region)
    if let otherRim {
      rim?.formUnion(otherRim)
      if rim == nil { rim = otherRim }
    } else if rim != nil {
      rim?.formUnion(other.region)
    }
  }

  /// The piece, with what was joined to its stem as its head.
  var withRimAsHead: SymbolPiece {
    guard heads.isEmpty, var head = rim else { return self }
    // The head is as broad as the note: its rim ends at the stem.
    head.left = region.left
    head.right = region.right
    return SymbolPiece(region: region, heads: [head])
  }
}
