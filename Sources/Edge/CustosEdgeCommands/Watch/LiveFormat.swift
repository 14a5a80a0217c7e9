import CustosCamera
import CustosImage
import CustosNotation
import CustosPlatform
import CustosReading

/// Turns readings of pictures into lines, one per symbol.
struct LiveFormat {
  let results: ResultFormat

  /// The lines of a reading; `sequence` is the number of the first one.
  func lines(_ reading: FrameReading, counts: CameraCounts, sequence: Int) -> [String] {
    let age = Int((MonotonicClock.nanoseconds - reading.frame.arrivalNanoseconds) / 1000)
    return reading.symbols.enumerated().map { index, symbol in
      results.format == .text
        ? text(reading, symbol) : json(reading, symbol, counts, age, sequence + index)
    }
  }

  /// `PICTURE<TAB>x1,y1,x2,y2;class;position<TAB>probability<TAB>steady label`.
  private func text(_ reading: FrameReading, _ symbol: SymbolReading) -> String {
    // A line break in a file's name must not break the line.
    let name =
      reading.frame.name.map { MessageText.clean($0, limit: 4096) } ?? "\(reading.frame.number)"
    var line = name + "\t" + results.line(of: symbol)
    if let prediction = symbol.prediction {
      line +=
        "\t"
        + NumberText.fixed(Double(prediction.bestProbability), decimals: ResultFormat.decimals)
    }
    if let steady = symbol.steady {
      line += "\t" + (steady.index.map { results.labels[$0] } ?? "-")
    }
    return line
  }

  private func json(
    _ reading: FrameReading, _ symbol: SymbolReading, _ counts: CameraCounts, _ age: Int,
    _ sequence: Int
  ) -> String {
    var object = JSONObject(schema: "custos.result/1", sequence: sequence)
    object.add("frame", object: frame(reading.frame, counts, age))
    addSymbol(symbol, to: &object)
    object.add("staff_space", number: reading.page.staffSpace)
    object.add("scale", number: reading.page.scale)
    results.addLatency(
      symbol.preprocessMicroseconds, symbol.inferenceMicroseconds,
      decodeMicroseconds: reading.frame.decodeMicroseconds,
      findMicroseconds: reading.page.findMicroseconds, to: &object)
    return object.text
  }

  /// The fields of a box, of what was read in it, and of what the last pictures say together.
  func addSymbol(_ symbol: SymbolReading, to object: inout JSONObject) {
    results.addSymbol(symbol, to: &object)
    guard let steady = symbol.steady else {
      object.addNull("steady")
      return
    }
    var entry = JSONObject()
    entry.add("label", text: steady.index.map { results.labels[$0] })
    entry.add("agreeing", integer: steady.agreeing)
    entry.add("of", integer: steady.count)
    object.add("steady", object: entry)
  }

  /// The picture, its age in microseconds, and what has happened to the camera's pictures.
  func frame(_ frame: Frame, _ counts: CameraCounts, _ age: Int) -> JSONObject {
    var object = JSONObject()
    object.add("number", integer: frame.number)
    object.add("name", text: frame.name)
    object.add("width", integer: frame.pixels.width)
    object.add("height", integer: frame.pixels.height)
    object.add("age_us", integer: age)
    object.add("dropped", integer: counts.dropped)
    object.add("damaged", integer: counts.damaged)
    object.add("restarts", integer: counts.restarts)
    return object
  }
}
