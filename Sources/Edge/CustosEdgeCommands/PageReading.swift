import CustosImage
import CustosNotation
import CustosPlatform

/// Reads all symbols of one page.
struct PageReading {
  let page: String
  let boxes: String
  let annotate: String?
  let isReplacing: Bool
  let classifier: Classifier
  let format: ResultFormat
  let sink: OutputSink
  let failures: FailureLog

  /// Writes a line for each symbol and returns their number.
  func run() throws(CommandError) -> Int {
    let parsed = Detection.parse(try PictureFile.bytes(of: boxes))
    let boxesName = PictureFile.name(of: boxes)
    for error in parsed.errors { try failures.note(CommandError(error, file: boxesName)) }
    let start = MonotonicClock.nanoseconds
    let picture = try PictureFile.read(page)
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
    if let annotate {
      var drawing = picture
      drawing.drawSymbols(symbols)
      do throws(ImageError) { try drawing.write(to: annotate, replacing: isReplacing) } catch {
        throw CommandError(error, item: annotate)
      }
    }
    return count
  }
}
