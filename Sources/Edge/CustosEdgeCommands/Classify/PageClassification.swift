import CustosEngine
import CustosImage
import CustosNotation
import CustosPlatform
import CustosReading

/// Reads all symbols of one page and writes a line for each, or one document of MEI for all.
struct PageClassification {
  let page: String
  let symbols: PageSymbols
  let scale: ScaleSource
  /// Whether a page network's unsure positions are corrected by their neighbours.
  let usesNeighbours: Bool
  /// What becomes of the page's mark of rotation.
  let rotation: RotationMark
  /// Where the annotated page will be written, nil if it is not asked for.
  let annotate: String?
  let classifier: Classifier
  /// Reads the classes, nil without it.
  let classes: ClassReader?
  let format: ResultFormat
  let sink: OutputSink
  let failures: FailureLog

  /// Writes a line for each symbol, or the document.
  ///
  /// - Returns: their number, and the annotated page's file if it is asked for.
  func run() throws(CommandError) -> (count: Int, annotated: [UInt8]?) {
    var lines: [ParsedLines<Detection>.Numbered] = []
    let source: SymbolSource
    switch symbols {
    case .file(let boxes):
      lines = try PageSymbols.read(boxes) { (error) throws(CommandError) in
        try failures.note(error)
      }
      source = .fixed(lines.map { $0.entry })
    case .found(let finding): source = finding
    }
    let start = MonotonicClock.nanoseconds
    var picture = Picture(try PictureFile.read(page, rotation: rotation))
    let decoding = Int((MonotonicClock.nanoseconds - start) / 1000)
    let reading = try read(picture, source)
    do throws(CommandError) { try check(reading) } catch {
      // Staves without symbols are a document, too.
      if format.format == .mei, reading.staffSpace != nil, reading.symbols.isEmpty {
        try sink.write(line: document(of: [], on: picture))
        try sink.finish()
      }
      throw error
    }
    var shown: [SymbolReading] = []
    var drawn: [(box: Box, label: String, color: Color)] = []
    var count = 0
    for (index, symbol) in reading.symbols.enumerated() {
      let line = index < lines.count ? lines[index].line : index + 1
      if symbol.isOutside {
        try failures.note(outside(symbol.detection.box, picture, line: line))
        continue
      }
      if format.format == .mei {
        shown.append(symbol)
      } else {
        try sink.write(
          line: format.line(
            file: page, boxLine: line, symbol, decodeMicroseconds: decoding, sequence: count))
      }
      if annotate != nil { drawn.append(format.drawing(of: symbol)) }
      count += 1
    }
    if format.format == .mei, count > 0 {
      try sink.write(line: document(of: shown, on: picture))
    }
    guard let annotate, count > 0 else { return (count, nil) }
    picture.pixels.drawSymbols(drawn)
    do throws(ImageError) {
      guard let format = ImageFormat(namedBy: annotate) else { throw .unknownExtension }
      return (count, try picture.pixels.encoded(as: format))
    } catch { throw CommandError(error, item: annotate) }
  }

  private func document(of symbols: [SymbolReading], on picture: Picture) -> String {
    MEIDocument(
      page: page, width: picture.pixels.width, height: picture.pixels.height, symbols: symbols,
      results: format
    ).text
  }

  private func read(
    _ picture: Picture, _ source: SymbolSource
  ) throws(CommandError) -> PageReading {
    do throws(ReadingError) {
      return try PageReader(
        classifier, symbols: source, scale: scale, threshold: format.threshold, classes: classes,
        usesNeighbours: usesNeighbours
      ).read(picture)
    } catch { throw CommandError(error) }
  }

  /// A page that shows nothing to read is bad input.
  private func check(_ reading: PageReading) throws(CommandError) {
    let name = PictureFile.name(of: page)
    var isFound = false
    if case .found = symbols { isFound = true }
    guard reading.window != nil, !isFound || reading.staffSpace != nil else {
      throw .badInput(
        "\(name): no staff of five lines was found; take a sharper or closer picture, or give "
          + (isFound && symbols.mayHaveBoxes
            ? "the places of the symbols with --boxes." : "--staff-space the distance in pixels."),
        exitCode: 65)
    }
    guard !isFound || !reading.symbols.isEmpty else {
      throw .badInput(
        "\(name): no symbols were found on the staves; "
          + (symbols.mayHaveBoxes
            ? "give their places with --boxes." : "take a sharper or closer picture."),
        exitCode: 65)
    }
  }

  /// A box that lies outside the page is a mistake of its line.
  private func outside(_ box: Box, _ picture: Picture, line: Int) -> CommandError {
    var name = PictureFile.name(of: page)
    if case .file(let boxes) = symbols { name = PictureFile.name(of: boxes) }
    return CommandError(
      ImageError.boxOutsidePage(
        box, pageWidth: picture.pixels.width, pageHeight: picture.pixels.height),
      item: "\(name), line \(line)")
  }
}
