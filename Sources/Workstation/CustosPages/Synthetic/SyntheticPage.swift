public import CustosImage

/// A drawn page of music with its annotation and the geometry behind it.
public struct SyntheticPage: Sendable {
  /// The picture before JPEG compression.
  public let image: PixelBuffer
  /// The quality that its JPEG file should have.
  public let quality: Int
  /// The symbols that have a staff position, in the order of writing, in boxes as annotators draw.
  public let symbols: [SyntheticSymbol]
  /// Every symbol in the order of writing.
  public let truth: [SymbolTruth]
  /// The staves, from the top of the first column to the bottom of the last.
  public let staves: [StaffGeometry]

  /// Draws page `index` of a seed. Equal arguments give equal pages.
  ///
  /// - Parameters:
  ///   - notation: what is drawn; a mixed set decides for each page by its index.
  ///   - width: columns, nil for a draw: from 2600...3116 for a mensural page.
  ///   - height: rows, nil for a draw: from 1900...2126 for a mensural page.
  public init(
    seed: UInt64, index: Int, notation: NotationStyle = .mensural, width: Int? = nil,
    height: Int? = nil
  ) {
    if notation.isModern(seed: seed, index: index) {
      self.init(modern: seed, index: index, width: width, height: height)
    } else {
      self.init(mensural: seed, index: index, width: width, height: height)
    }
  }
}
