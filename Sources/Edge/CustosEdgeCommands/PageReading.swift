import CustosImage
import CustosNotation
import CustosDetection
import CustosPlatform

/// Reads all symbols of one page.
struct PageReading {
  let page: String
  let source: PageSymbols
  let staffSpace: StaffSpaceOption
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
    var items: [PageSymbols.Item] = []
    if case .file(let boxes) = source {
      items = try PageSymbols.read(boxes) { (error) throws(CommandError) in
        try failures.note(error)
      }
    }
    let start = MonotonicClock.nanoseconds
    var picture = try PictureFile.read(page)
    let decoding = Int((MonotonicClock.nanoseconds - start) / 1000)
    let name = PictureFile.name(of: page)
    let scale: Double
    if needsGray {
      let gray = GrayImage(picture)
      let measured = StaffScale.estimate(in: gray)
      scale = try staffSpace.scale(of: classifier.model, measured: measured, name: name)
      if case .found(let boxes) = source {
        items = try PageSymbols.find(on: gray, name: name, scale: measured, boxes: boxes)
      }
    } else {
      scale = try staffSpace.scale(of: classifier.model, measured: nil, name: name)
    }
    var symbols: [(box: Box, label: String, color: Color)] = []
    var count = 0
    for item in items {
      let detection = item.detection
      do throws(CommandError) {
        let isPlaced = SymbolClass.hasStaffPosition(detection.className)
        let result =
          isPlaced
          ? try classifier.classify(
            detection.box, of: picture, scale: scale, item: item.name) : nil
        try sink.write(
          line: format.line(
            file: page, boxLine: item.line, detection, result, decodeMicroseconds: decoding,
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

  /// Whether the picture itself is looked at, beyond its patches.
  private var needsGray: Bool {
    if case .found = source { return true }
    if case .automatic = staffSpace { return true }
    return false
  }
}
