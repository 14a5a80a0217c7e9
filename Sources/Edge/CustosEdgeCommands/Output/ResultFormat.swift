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
  /// What reads the classes beside the model, nil without it.
  var classes: ClassFormat?

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
      addLatency(
        result.preprocessMicroseconds, result.inferenceMicroseconds,
        decodeMicroseconds: decodeMicroseconds, to: &object)
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

  /// `x1,y1,x2,y2;class;position`, then the logits if asked for.
  func line(
    file: String, boxLine: Int, _ symbol: SymbolReading, decodeMicroseconds: Int, sequence: Int
  ) -> String {
    let result = symbol.prediction
    guard format == .text else {
      var object = JSONObject(schema: "custos.result/1", sequence: sequence)
      object.add("file", text: file)
      object.add("line", integer: boxLine)
      addSymbol(symbol, to: &object)
      addLatency(
        symbol.preprocessMicroseconds, symbol.inferenceMicroseconds,
        decodeMicroseconds: decodeMicroseconds, to: &object)
      return object.text
    }
    let line = line(of: symbol)
    guard showsLogits, let result else { return line }
    return line + ";" + logitText(result)
  }

  /// The label read, `unknown` if it is not accepted, empty if there is none.
  func label(of result: Prediction?) -> String {
    guard let result else { return "" }
    return isUnknown(result.bestProbability) == true ? Self.unknown : labels[result.label]
  }

  /// `x1,y1,x2,y2;class;position`: labels that are plain names are classes. The class is `unknown` if one
  /// was read and is not accepted, the position empty where none was read.
  func line(of symbol: SymbolReading) -> String {
    var detection = symbol.detection
    if symbol.isClassUnknown { detection.className = Self.unknown }
    return detection.line(label: labelSet.kind == .names ? "" : label(of: symbol.prediction))
  }

  /// Whether a best label of this probability is not accepted; nil without a threshold.
  private func isUnknown(_ probability: Float) -> Bool? {
    threshold.map { Double(probability) < $0 }
  }

  /// What an annotated page shows of a symbol: red for what was read, blue for the rest.
  func drawing(of symbol: SymbolReading) -> (box: Box, label: String, color: Color) {
    let className = symbol.isClassUnknown ? Self.unknown : symbol.detection.className
    return (
      box: symbol.detection.box,
      label: labelSet.kind == .names ? className : className + "/" + label(of: symbol.prediction),
      color: symbol.prediction == nil && symbol.classPrediction == nil ? .blue : .red
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
    if let given = symbol.givenClass { object.add("given_class", text: given) }
    if let classes, let result = symbol.classPrediction {
      object.add("class_probability", number: result.bestProbability)
      object.add("class_top", list: top(result, of: classes.labels))
      object.add("class_unknown", boolean: classes.threshold.map { _ in symbol.isClassUnknown })
    }
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
    object.add("top", list: top(result, of: labels))
    object.add("threshold", number: threshold)
    object.add("unknown", boolean: isUnknown(result.probabilities[best[0]]))
    if showsLogits { object.add("logits", list: result.logits.map { "\($0)" }) }
  }

  private func top(_ result: Prediction, of labels: [String]) -> [String] {
    result.best(topCount).map { index in
      var entry = JSONObject()
      entry.add("label", text: labels[index])
      entry.add("probability", number: result.probabilities[index])
      return entry.text
    }
  }

  /// How long each part took, and the models.
  func addLatency(
    _ preprocess: Int, _ inference: Int, decodeMicroseconds: Int, findMicroseconds: Int? = nil,
    to object: inout JSONObject
  ) {
    var latency = JSONObject()
    latency.add("decode", integer: decodeMicroseconds)
    if let findMicroseconds { latency.add("find", integer: findMicroseconds) }
    latency.add("preprocess", integer: preprocess)
    latency.add("inference", integer: inference)
    object.add("latency_us", object: latency)
    addModels(to: &object)
  }

  /// The model, and the one that reads classes.
  func addModels(to object: inout JSONObject) {
    object.addModel(name: modelName, checksum: modelChecksum)
    if let classes {
      object.addModel("class_model", name: classes.modelName, checksum: classes.modelChecksum)
    }
  }
}

extension ResultFormat {
  init(
    format: OutputFormat, classifier: Classifier, topCount: Int, showsLogits: Bool,
    threshold: Double?, classes: ClassReader? = nil
  ) {
    self.init(
      format: format, labelSet: classifier.labels, modelName: classifier.model.name,
      modelChecksum: classifier.checksum,
      topCount: min(topCount, classifier.model.labels.count), showsLogits: showsLogits,
      threshold: threshold, classes: classes.map { ClassFormat($0) })
  }
}
