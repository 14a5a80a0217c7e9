public import CustosEvaluation
public import CustosImage
import CustosPages
import CustosPlatform
public import CustosSupport

/// A page with what a network made of its symbols: boxes in a colour for each kind of verdict, and their
/// staff positions.
public enum PagePicture {
  /// Pixels of the page's longer side; smaller pages stay as they are.
  static let longestSide = 1800
  /// Staff space of a drawn page in pixels from which on there is room for large captions.
  private static let roomySpace = 18.0
  private static let gap = 12
  private static let swatch = 14
  private static let lineHeight = BitmapFont.glyphHeight * 2 + 8

  /// Reads the page once more and draws on it.
  ///
  /// Captions are the position that was read, of missed symbols the annotated one, of misplaced ones both,
  /// as `read (annotated)`. A legend with the counts stands above.
  ///
  /// - Throws: `FileError.image` when the page cannot be read any more.
  public static func picture(of page: TestedPage) throws(FileError) -> PixelBuffer {
    let pixels: PixelBuffer
    do throws(ImageError) {
      pixels = try PixelBuffer(readingFrom: page.page.image, rotation: page.page.rotation)
    } catch {
      throw .image(error, item: page.page.image)
    }
    return picture(of: page, on: pixels)
  }

  static func picture(of page: TestedPage, on pixels: PixelBuffer) -> PixelBuffer {
    let factor = min(1, Double(longestSide) / Double(max(pixels.width, pixels.height)))
    func scaled(_ length: Int) -> Int { max(1, Int((Double(length) * factor).rounded())) }
    var drawn =
      factor < 1
      ? pixels.resized(width: scaled(pixels.width), height: scaled(pixels.height)) : pixels
    // What is wrong lies above what is right.
    let verdicts = [SymbolVerdict.Kind.right, .invented, .missed, .misplaced].flatMap { kind in
      page.verdicts.filter { $0.kind == kind }
    }
    drawn.drawSymbols(
      verdicts.map {
        let box = $0.box
        return (
          Box(
            x1: box.x1 * factor, y1: box.y1 * factor, x2: box.x2 * factor, y2: box.y2 * factor),
          caption(of: $0), color(of: $0.kind)
        )
      }, labelScale: (page.staffSpace ?? 0) * factor >= roomySpace ? 2 : 1)
    return withLegend(drawn, of: page)
  }

  /// The colour of a kind's boxes, of which each also differs in brightness.
  static func color(of kind: SymbolVerdict.Kind) -> Color {
    switch kind {
    case .right: .green
    case .misplaced: .orange
    case .missed: .blue
    case .invented: .red
    }
  }

  static func name(of kind: SymbolVerdict.Kind) -> String {
    switch kind {
    case .right: "found and right"
    case .misplaced: "at the wrong position: read (annotated)"
    case .missed: "missed"
    case .invented: "false"
    }
  }

  private static func caption(of verdict: SymbolVerdict) -> String {
    switch verdict.kind {
    case .right, .missed: verdict.annotated ?? ""
    case .misplaced: "\(verdict.read ?? "-") (\(verdict.annotated ?? "-"))"
    case .invented: verdict.read ?? ""
    }
  }

  /// Puts the name of the page, its figures and the legend above it.
  private static func withLegend(_ drawn: PixelBuffer, of page: TestedPage) -> PixelBuffer {
    let pitchF = page.score.pitchF.map { String(fixed: $0) } ?? "-"
    let title = "\(page.page.name): page-to-pitch F \(pitchF)"
    let entries = SymbolVerdict.Kind.allCases.map { kind in
      (text: "\(name(of: kind)): \(page.count(kind))", color: color(of: kind))
    }
    let widths = entries.map { swatch + 8 + BitmapFont.width(of: $0.text, scale: 2) + 2 * gap }
    let width = max(drawn.width, gap + (widths.max() ?? 0))
    // Entries stand side by side as far as the width goes.
    var places: [(x: Int, line: Int)] = []
    var (x, line) = (gap, 1)
    for entry in widths {
      if x > gap, x + entry > width { (x, line) = (gap, line + 1) }
      places.append((x, line))
      x += entry
    }
    let top = gap + (line + 1) * lineHeight
    var picture = PixelBuffer(width: width, height: top + drawn.height)
    picture.drawText(
      PixelBuffer.shortened(title, width: width - 2 * gap, scale: 2), x: gap, y: gap, scale: 2,
      .black)
    for (entry, place) in zip(entries, places) {
      let y = gap + place.line * lineHeight
      picture.fillRectangle(x: place.x, y: y, width: swatch, height: swatch, entry.color)
      picture.drawText(entry.text, x: place.x + swatch + 8, y: y, scale: 2, .black)
    }
    picture.draw(drawn, x: 0, y: top)
    return picture
  }
}

extension String {
  /// A share with three decimals.
  fileprivate init(fixed share: Double) { self = NumberText.fixed(share, decimals: 3) }
}
