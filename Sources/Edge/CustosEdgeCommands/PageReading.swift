import CustosImage
import CustosNotation
import CustosPlatform

/// Reads all symbols of one page.
struct PageReading {
  let page: String
  let boxes: String
  /// Where the annotated page will be written, nil if it is not asked for.
  let annotate: String?
  let classifier: Classifier
  let format: ResultFormat
  let sink: OutputSink
  let failures: FailureLog

  /// Writes a line for each symbol.
  ///
  /// - Returns: their number, and the annotated page's file if it is asked for.
  func run() throws(CommandError) -> (count: Int, annotated: [UInt8]?) {
    let parsed = Detection.parse(try PictureFile.bytes(of: boxes))
    let boxesName = PictureFile.name(of: boxes)
    guard !parsed.entries.isEmpty || !parsed.errors.isEmpty else {
      throw .badInput(
        "\(boxesName) holds no boxes; write one a line as \(Detection.form).", exitCode: 65)
    }
    for error in parsed.errors { try failures.note(CommandError(error, file: boxesName)) }
    let start = MonotonicClock.nanoseconds
    var picture = try PictureFile.read(page)
    let decoding = Int((MonotonicClock.nanoseconds - start) / 1000)
    var symbols: [(box: Box, label: String, color: Color)] = []
    var count = 0
    for numbered in parsed.entries {
      let detection = numbered.entry
      do throws(CommandError) {
        let isPlaced = SymbolClass.hasStaffPosition(detection.className)
        let result =
          isPlaced
          ? try classifier.classify(
            detection.box, of: picture, item: "\(boxesName), line \(numbered.line)") : nil
        try sink.write(
          line: format.line(
            file: page, boxLine: numbered.line, detection, result, decodeMicroseconds: decoding,
            sequence: count))
        if annotate != nil {
          symbols.append(
            (
              box: detection.box,
              label: detection.className + "/" + format.position(of: result),
              color: isPlaced ? .red : .blue
            ))
        }
        count += 1
      } catch {
        try failures.note(error)
      }
    }
    guard let annotate, count > 0 else { return (count, nil) }
    picture.drawSymbols(symbols)
    do throws(ImageError) {
      guard let format = ImageFormat(namedBy: annotate) else { throw .unknownExtension }
      return (count, try picture.encoded(as: format))
    } catch { throw CommandError(error, item: annotate) }
  }
}
