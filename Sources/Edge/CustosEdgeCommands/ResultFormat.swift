import CustosImage
import CustosModelFile
import CustosNotation
import CustosPlatform

/// Turns results into lines.
struct ResultFormat {
  let format: OutputFormat
  let labels: [String]
  let modelName: String
  let modelChecksum: String
  /// How many labels are named per result, at least 1.
  let topCount: Int
  let showsLogits: Bool
  /// The least probability of a label that is accepted; nil to accept every label.
  let threshold: Double?

  init(
    format: OutputFormat, classifier: Classifier, topCount: Int, showsLogits: Bool,
    threshold: Double?
  ) {
    self.format = format
    labels = classifier.model.labels
    modelName = classifier.model.name
    modelChecksum = classifier.checksum
    self.topCount = min(topCount, classifier.model.labels.count)
    self.showsLogits = showsLogits
    self.threshold = threshold
  }

  /// What stands in text for a label that is not accepted.
  static let unknown = "unknown"
  /// Decimals of probabilities in text.
  static let decimals = 6

  /// `FILE<TAB>LABEL<TAB>probability` with the label `unknown` where it is not accepted, further pairs for `--top`, then the logits if asked for.
  func line(
    file: String, _ result: Classification, decodeMicroseconds: Int, sequence: Int
  ) -> String {
    guard format == .text else {
      var object = JSONObject(schema: "custos.result/1", sequence: sequence)
      object.add("file", text: file)
      addClassification(result, to: &object)
      addLatency(result, decodeMicroseconds: decodeMicroseconds, to: &object)
      return object.text
    }
    var line = file
    for (rank, index) in result.best(topCount).enumerated() {
      let probability = NumberText.fixed(
        Double(result.probabilities[index]), decimals: Self.decimals)
      line += "\t\(rank == 0 ? position(of: result) : labels[index])\t\(probability)"
    }
    return showsLogits ? line + "\t" + logitText(result) : line
  }

  /// `x1,y1,x2,y2;class;position`, then the logits if asked for; `result` nil: no position.
  func line(
    file: String, boxLine: Int, _ detection: Detection, _ result: Classification?,
    decodeMicroseconds: Int, sequence: Int
  ) -> String {
    guard format == .text else {
      var object = JSONObject(schema: "custos.result/1", sequence: sequence)
      object.add("file", text: file)
      object.add("line", integer: boxLine)
      addBox(detection, result, to: &object)
      addLatency(result, decodeMicroseconds: decodeMicroseconds, to: &object)
      return object.text
    }
    let line = detection.line(position: position(of: result))
    guard showsLogits, let result else { return line }
    return line + ";" + logitText(result)
  }

  /// The name of the position read, `unknown` if it is not accepted, empty if there is none.
  func position(of result: Classification?) -> String {
    guard let result, let best = result.best(1).first else { return "" }
    return isUnknown(result.probabilities[best]) == true ? Self.unknown : labels[best]
  }

  /// Whether a best label of this probability is not accepted; nil without a threshold.
  private func isUnknown(_ probability: Float) -> Bool? {
    threshold.map { Double(probability) < $0 }
  }

  private func logitText(_ result: Classification) -> String {
    result.logits.map { "\($0)" }.joined(separator: ",")
  }

  /// The fields of a box and of what was read in it.
  func addBox(_ detection: Detection, _ result: Classification?, to object: inout JSONObject) {
    let box = detection.box
    object.add("box", list: [box.x1, box.y1, box.x2, box.y2].map { JSONObject.number($0) })
    object.add("class", text: detection.className)
    if let result {
      addClassification(result, to: &object)
    } else {
      for name in ["label", "index", "probability"] { object.addNull(name) }
      object.add("top", list: [])
      for name in ["threshold", "unknown"] { object.addNull(name) }
    }
  }

  private func addClassification(_ result: Classification, to object: inout JSONObject) {
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
    _ result: Classification?, decodeMicroseconds: Int, findMicroseconds: Int? = nil,
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
