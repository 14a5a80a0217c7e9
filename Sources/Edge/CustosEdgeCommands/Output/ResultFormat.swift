import CustosImage
import CustosModelFile
import CustosNotation
import CustosPlatform
import CustosReading

/// Turns results into lines.
struct ResultFormat {
  let format: OutputFormat
  /// What the labels mean.
  let labelSet: LabelSet
  let modelName: String
  let modelChecksum: String
  /// How many labels are named per result, at least 1.
  let topCount: Int
  let showsLogits: Bool
  /// The least probability of a label that is accepted; nil to accept every label.
  let threshold: Double?

  /// The labels in index order.
  var labels: [String] { labelSet.labels }

  /// The text for a label that is not accepted.
  static let unknown = "unknown"
  /// Decimals of probabilities in text.
  static let decimals = 6

  /// `FILE<TAB>LABEL<TAB>probability` with the label `unknown` where it is not accepted, further
  /// pairs for `--top`, then the logits if asked for.
  func line(
    file: String, _ result: Prediction, decodeMicroseconds: Int, sequence: Int
  ) -> String {
    guard format == .text else {
      var object = JSONObject(schema: "custos.result/1", sequence: sequence)
      object.add("file", text: file)
      addPrediction(result, to: &object)
      addLatency(result, decodeMicroseconds: decodeMicroseconds, to: &object)
      return object.text
    }
    var line = file
    for (rank, index) in result.best(topCount).enumerated() {
      let probability = NumberText.fixed(
        Double(result.probabilities[index]), decimals: Self.decimals)
      line += "\t\(rank == 0 ? label(of: result) : labels[index])\t\(probability)"
    }
    return showsLogits ? line + "\t" + logitText(result) : line
  }

  /// `x1,y1,x2,y2;class;label`, then the logits if asked for; no label where nothing was read.
  func line(
    file: String, boxLine: Int, _ symbol: SymbolReading, decodeMicroseconds: Int, sequence: Int
  ) -> String {
    let result = symbol.prediction
    guard format == .text else {
      var object = JSONObject(schema: "custos.result/1", sequence: sequence)
      object.add("file", text: file)
      object.add("line", integer: boxLine)
      addSymbol(symbol, to: &object)
      addLatency(result, decodeMicroseconds: decodeMicroseconds, to: &object)
      return object.text
    }
    let line = symbol.detection.line(label: label(of: result))
    guard showsLogits, let result else { return line }
    return line + ";" + logitText(result)
  }

  /// The label read, `unknown` if it is not accepted, empty if there is none.
  func label(of result: Prediction?) -> String {
    guard let result else { return "" }
    return isUnknown(result.bestProbability) == true ? Self.unknown : labels[result.label]
  }

  /// The symbol's class: what was read, where the labels are names of classes and it is accepted, else the
  /// class of its box.
  func className(of symbol: SymbolReading) -> String {
    guard labelSet.kind == .names, let result = symbol.prediction,
      isUnknown(result.bestProbability) != true
    else { return symbol.detection.className }
    return labels[result.label]
  }

  /// Whether a best label of this probability is not accepted; nil without a threshold.
  private func isUnknown(_ probability: Float) -> Bool? {
    threshold.map { Double(probability) < $0 }
  }

  /// What an annotated page shows of a symbol: red for what was read, blue for the rest.
  func drawing(of symbol: SymbolReading) -> (box: Box, label: String, color: Color) {
    (
      box: symbol.detection.box,
      label: symbol.detection.className + "/" + label(of: symbol.prediction),
      color: symbol.prediction == nil ? .blue : .red
    )
  }

  private func logitText(_ result: Prediction) -> String {
    result.logits.map { "\($0)" }.joined(separator: ",")
  }

  /// The fields of a box, of what was read in it, and of what its finder knows: nothing is added where it
  /// knows nothing. Staves and places count from 1 on.
  func addSymbol(_ symbol: SymbolReading, to object: inout JSONObject) {
    let (detection, box) = (symbol.detection, symbol.detection.box)
    object.add("box", list: [box.x1, box.y1, box.x2, box.y2].map { JSONObject.number($0) })
    object.add("class", text: detection.className)
    if let result = symbol.prediction {
      addPrediction(result, to: &object)
    } else {
      for name in ["label", "index", "probability"] { object.addNull(name) }
      object.add("top", list: [])
      for name in ["threshold", "unknown"] { object.addNull(name) }
    }
    if let presence = symbol.presence { object.add("presence", number: presence) }
    if let staff = symbol.staff { object.add("staff", integer: staff + 1) }
    if let order = symbol.order { object.add("order", integer: order + 1) }
  }

  private func addPrediction(_ result: Prediction, to object: inout JSONObject) {
    let best = result.best(topCount)
    object.add("label", text: labels[best[0]])
    object.add("index", integer: best[0])
    object.add("probability", number: result.probabilities[best[0]])
    object.add(
      "top",
      list: best.map { index in
        var entry = JSONObject()
        entry.add("label", text: labels[index])
        entry.add("probability", number: result.probabilities[index])
        return entry.text
      })
    object.add("threshold", number: threshold)
    object.add("unknown", boolean: isUnknown(result.probabilities[best[0]]))
    if showsLogits { object.add("logits", list: result.logits.map { "\($0)" }) }
  }

  /// How long each part took, and the model.
  func addLatency(
    _ result: Prediction?, decodeMicroseconds: Int, findMicroseconds: Int? = nil,
    to object: inout JSONObject
  ) {
    var latency = JSONObject()
    latency.add("decode", integer: decodeMicroseconds)
    if let findMicroseconds { latency.add("find", integer: findMicroseconds) }
    latency.add("preprocess", integer: result?.preprocessMicroseconds ?? 0)
    latency.add("inference", integer: result?.inferenceMicroseconds ?? 0)
    object.add("latency_us", object: latency)
    object.addModel(name: modelName, checksum: modelChecksum)
  }
}

extension ResultFormat {
  init(
    format: OutputFormat, classifier: Classifier, topCount: Int, showsLogits: Bool,
    threshold: Double?
  ) {
    self.init(
      format: format, labelSet: classifier.labels, modelName: classifier.model.name,
      modelChecksum: classifier.checksum,
      topCount: min(topCount, classifier.model.labels.count), showsLogits: showsLogits,
      threshold: threshold)
  }
}
