import CustosCamera
import CustosNotation
import CustosPlatform
import CustosReading

/// Writes what the live page shows: schema `custos.state/1`.
struct StateFormat {
  let state: LiveState
  let store: FeedbackStore?

  /// The object; `sequence` is the number of answers before it.
  func text(
    _ served: ServedReading?, rate: Double?, board: BoardState, mayWrite: Bool, sequence: Int
  ) -> String {
    var object = JSONObject(schema: "custos.state/1", sequence: sequence)
    if let served {
      addReading(served, to: &object)
    } else {
      for name in ["frame", "staff_space", "scale", "latency_us", "model", "labels", "classes"] {
        object.addNull(name)
      }
      object.add("symbols", list: [])
    }
    object.add("rate", number: rate)
    object.add("board", object: JSONObject(board))
    object.add("may_write", boolean: mayWrite)
    if let store {
      var entry = JSONObject()
      entry.add("labels", integer: store.labelCount)
      entry.add("used_bytes", integer: store.usedBytes)
      entry.add("limit_bytes", integer: store.limitBytes)
      object.add("store", object: entry)
    } else {
      object.addNull("store")
    }
    return object.text
  }

  private func addReading(_ served: ServedReading, to object: inout JSONObject) {
    let reading = served.reading
    let format = LiveFormat(results: served.results)
    let age = Int((MonotonicClock.nanoseconds - reading.frame.arrivalNanoseconds) / 1000)
    object.add("frame", object: format.frame(reading.frame, served.counts, age))
    object.add("staff_space", number: reading.page.staffSpace)
    object.add("scale", number: reading.page.scale)
    var latency = JSONObject()
    latency.add("decode", integer: reading.frame.decodeMicroseconds)
    latency.add("find", integer: reading.page.findMicroseconds)
    latency.add("preprocess", integer: reading.symbols.reduce(0) { $0 + $1.preprocessMicroseconds })
    latency.add("inference", integer: reading.symbols.reduce(0) { $0 + $1.inferenceMicroseconds })
    object.add("latency_us", object: latency)
    served.results.addModels(to: &object)
    let labels = served.results.labelSet
    var entry = JSONObject()
    entry.add("kind", text: labels.kind == .staffPositions ? "staff_positions" : "names")
    entry.add("choices", list: labels.choices.map { JSONObject.quoted($0) })
    object.add("labels", object: entry)
    if let classes = served.results.classes {
      object.add("classes", list: classes.labels.map { JSONObject.quoted($0) })
    } else {
      object.addNull("classes")
    }
    object.add(
      "symbols",
      list: reading.symbols.map { symbol in
        var entry = JSONObject()
        format.addSymbol(symbol, to: &entry)
        return entry.text
      })
  }
}
