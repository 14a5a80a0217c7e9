public import CustosDataSet
public import CustosImage
import CustosNotation
import CustosPlatform

/// Draws the boxes and labels of symbols on their page.
public struct PageDrawing: Sendable {
  /// Path of the page image.
  public var page: String
  /// Path of the boxes: annotations, detections or results; `-` is standard input.
  public var boxes: String
  /// What becomes of the page's mark of rotation.
  public var rotation = RotationMark.followed
  /// Whether bad lines are left out and reported.
  public var skipsBad = false

  /// Describes a drawing; without `boxes` the annotation file beside the page is taken.
  public init(page: String, boxes: String? = nil) {
    self.page = page
    self.boxes = boxes ?? AnnotatedPage.annotations(beside: page)
  }

  /// Checks, before anything is drawn, that a picture may be written to `output`.
  ///
  /// - Throws: `DataError.image` for a name without a known extension, `.outputIsInput` for the page
  ///   itself, `.platform` for a file that exists unless it may be replaced.
  public func checkOutput(_ output: String, replacing: Bool) throws(DataError) {
    guard ImageFormat(namedBy: output) != nil else {
      throw .image(.unknownExtension, item: output)
    }
    guard FileSystem.realPath(output) != FileSystem.realPath(page) else {
      throw .outputIsInput(path: output)
    }
    if !replacing, FileSystem.kind(of: output) != .missing {
      throw .platform(.exists(path: output))
    }
  }

  /// Draws the picture.
  ///
  /// Symbols whose class has no semantic staff position are blue, the others and those with a plain
  /// name as label red.
  ///
  /// - Returns: the picture, the number of symbols, what was left out, and a sentence about lines that say
  ///   the same.
  /// - Throws: `DataError`, also when bad lines are skipped and no other line is there.
  public func run() throws(DataError) -> (
    picture: PixelBuffer, symbolCount: Int, skipped: [DataError], warning: String?
  ) {
    let parsed: ParsedLines<LabelledBox>
    do throws(PlatformError) {
      parsed = LabelledBox.parse(
        boxes == "-" ? try FileSystem.readStandardInput() : try FileSystem.read(boxes))
    } catch {
      throw .platform(error)
    }
    let boxes = boxes == "-" ? "standard input" : boxes
    var errors = parsed.errors.map { (line: $0.line, error: DataError.notation($0, file: boxes)) }
    var picture = try AnnotatedPage(image: page, annotations: boxes, rotation: rotation).readImage()
    var symbols: [(box: Box, label: String, color: Color)] = []
    let repeated = RepeatedBoxes(parsed.entries)
    let contradictory = repeated.contradictoryLines
    errors += repeated.errors(in: boxes)
    for numbered in parsed.entries where !contradictory.contains(numbered.line) {
      let symbol = numbered.entry
      let box = symbol.box
      guard box.isOn(width: picture.width, height: picture.height)
      else {
        let error = ImageError.boxOutsidePage(
          box, pageWidth: picture.width, pageHeight: picture.height)
        errors.append((numbered.line, .image(error, item: "\(boxes), line \(numbered.line)")))
        continue
      }
      let isNamed = symbol.label != nil && symbol.position == nil
      let isPlaced = isNamed || SymbolClass.hasStaffPosition(symbol.className)
      symbols.append((box, symbol.caption, isPlaced ? .red : .blue))
    }
    let skipped = errors.sorted { $0.line < $1.line }.map(\.error)
    if let first = skipped.first, !skipsBad { throw first }
    if symbols.isEmpty, !skipped.isEmpty {
      throw .nothingLeft(place: boxes, wanted: "line that can be drawn", skipped: skipped)
    }
    picture.drawSymbols(symbols)
    return (picture, symbols.count, skipped, repeated.warning(in: boxes))
  }
}
