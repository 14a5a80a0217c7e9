public import CustosImage
import CustosSupport

/// A drawn page of mensural notation with its annotation and the geometry behind it.
public struct SyntheticPage: Sendable {
  /// The picture before JPEG compression.
  public let image: PixelBuffer
  /// The quality that its JPEG file should have.
  public let quality: Int
  /// The symbols in the order of writing.
  public let symbols: [SyntheticSymbol]
  /// The staves, from the top of the first column to the bottom of the last.
  public let staves: [StaffGeometry]

  /// Draws page `index` of a seed. Equal arguments give equal pages.
  ///
  /// - Parameters:
  ///   - width: columns, nil for a draw from 2600...3116.
  ///   - height: rows, nil for a draw from 1900...2126.
  public init(seed: UInt64, index: Int, width: Int? = nil, height: Int? = nil) {
    var random = SeededGenerator(seed: seed, stream: UInt64(index))
    let drawnWidth = 2600 + random.index(below: 517)
    let drawnHeight = 1900 + random.index(below: 227)
    let plan = PagePlan(
      width: width ?? drawnWidth, height: height ?? drawnHeight, using: &random)
    let hand = Hand(using: &random)
    let ruler = StaffRuler(using: &random)
    var ink = InkLayer(width: plan.width, height: plan.height)
    var writer = MusicWriter(
      scribe: Scribe(hand: hand), pageWidth: plan.width, pageHeight: plan.height)
    let lyrics = LyricWriter(hand: hand)
    let hasWords = random.chance(0.85)
    for (number, staff) in plan.staves.enumerated() {
      ink.draw(ruler.marks(for: staff, using: &random))
      writer.write(staff: staff, index: number, using: &random)
      if hasWords { ink.draw(lyrics.marks(below: staff, using: &random)) }
    }
    ink.draw(writer.marks)
    let paper = Paper(plan: plan, using: &random)
    let photograph = Photograph(using: &random)
    image = photograph.expose(ink: &ink, paper: paper, using: &random)
    quality = photograph.quality
    symbols = writer.symbols
    staves = plan.staves
  }
}
