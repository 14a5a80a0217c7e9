import CustosEngine
import CustosModelFile
import CustosNotation
import CustosPlatform
import CustosReading

/// `custos-edge info`: says what a model file holds and what it takes to run it.
struct InfoCommand {
  static let rules = ArgumentRules(
    options: CommonOptions.names, flags: CommonOptions.flags, takesWords: false)

  let options: CommonOptions

  init(_ arguments: [String]) throws(CommandError) {
    options = try CommonOptions(ParsedArguments(arguments, verb: "info", rules: Self.rules))
  }

  /// Prints the facts.
  func run() throws(CommandError) -> Int32 {
    let classifier = try options.openClassifier()
    do throws(PlatformError) {
      switch options.format {
      case .text: try Console.output.write(text(classifier))
      case .jsonl, .mei: try Console.output.write(json(classifier) + "\n")
      }
    } catch { throw CommandError(error) }
    return ExitStatus.success
  }

  private func multiplyAccumulates(_ classifier: Classifier) -> Int {
    classifier.engine.profile.reduce(0) { $0 + $1.multiplyAccumulates }
  }

  private func text(_ classifier: Classifier) -> String {
    let model = classifier.model
    let sizes = model.preprocessing
    let engine = classifier.engine
    var lines = [
      "model\t\(model.name)",
      "crc\t\(classifier.checksum)",
      "kind\t\(classifier.purpose.name)",
      // Plain names may hold spaces.
      "labels\t"
        + model.labels.joined(separator: classifier.labels.kind == .names ? ", " : " "),
      "crop\t\(sizes.cropWidth) x \(sizes.cropHeight) (width x height)",
      "network\t\(sizes.networkWidth) x \(sizes.networkHeight) (width x height)",
      "temperature\t" + fact(model.confidence.temperature),
      "threshold\t" + fact(model.confidence.threshold),
      "operators\t\(model.operators.count)",
      "multiply-accumulates\t\(multiplyAccumulates(classifier))",
      "constants\t\(model.constants.count) bytes",
      "packed weights\t\(engine.packedByteCount) bytes for \(engine.instructionSet.name)",
      "activations\t\(engine.arenaByteCount) bytes",
      "scratch\t\(engine.scratchByteCount) bytes",
      "peak memory\t\(CurrentProcess.peakResidentBytes.map { "\($0) bytes" } ?? "unknown")",
      "load time\t"
        + NumberText.fixed(Double(classifier.loadMicroseconds) / 1000, decimals: 3) + " ms",
      "self-test patches\t\(model.selfTests.count)",
    ]
    // Labels that are plain names need no staff.
    if sizes.staffSpace != nil || classifier.labels.kind == .staffPositions {
      lines.insert("staff space\t" + fact(sizes.staffSpace, unit: " pixels of the crop"), at: 6)
    }
    lines += pageLines(classifier)
    for output in engine.outputs {
      lines.append(
        "output\t\(output.name), \(output.kind.name), \(output.elementType.name) "
          + "[\(output.height), \(output.width), \(output.channels)]")
    }
    for entry in model.provenance { lines.append("\(entry.key)\t\(entry.value)") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What a page network's cells stand for, or why a model without logits is none.
  private func pageLines(_ classifier: Classifier) -> [String] {
    switch classifier.purpose {
    case .patchClassifier: return []
    case .neither(let fault): return ["no page network\t\(fault.message)"]
    case .pageNetwork(let page):
      let form = page.form
      let classes = form.classes.map { "\(form.groups[$0.group])/\($0.name)" }
      return [
        "stride\t\(form.stride) pixels to a cell",
        "receptive field\t\(page.field.columns.extent) x \(page.field.rows.extent) (width x height)",
        "groups\t\(form.groups.joined(separator: " "))",
        "classes\t\(classes.isEmpty ? "the groups" : classes.joined(separator: " "))",
      ]
    }
  }

  /// A number that a model may lack.
  private func fact(_ value: Double?, unit: String = "") -> String {
    value.map { NumberText.shortest($0) + unit } ?? "unknown"
  }

  private func json(_ classifier: Classifier) -> String {
    let model = classifier.model
    let sizes = model.preprocessing
    let engine = classifier.engine
    var object = JSONObject(schema: "custos.info/1", sequence: 0)
    object.addModel(name: model.name, checksum: classifier.checksum)
    object.add("kind", text: classifier.purpose.name)
    object.add("labels", list: model.labels.map { JSONObject.quoted($0) })
    object.add("crop", list: ["\(sizes.cropWidth)", "\(sizes.cropHeight)"])
    object.add("network", list: ["\(sizes.networkWidth)", "\(sizes.networkHeight)"])
    object.add("staff_space", number: sizes.staffSpace)
    object.add("temperature", number: model.confidence.temperature)
    object.add("threshold", number: model.confidence.threshold)
    object.add("operators", integer: model.operators.count)
    object.add("multiply_accumulates", integer: multiplyAccumulates(classifier))
    object.add("constant_bytes", integer: model.constants.count)
    object.add("packed_bytes", integer: engine.packedByteCount)
    object.add("activation_bytes", integer: engine.arenaByteCount)
    object.add("scratch_bytes", integer: engine.scratchByteCount)
    object.add("instruction_set", text: engine.instructionSet.name)
    object.add("self_tests", integer: model.selfTests.count)
    object.add("load_us", integer: classifier.loadMicroseconds)
    object.add("peak_resident_bytes", integer: CurrentProcess.peakResidentBytes)
    object.add("outputs", list: engine.outputs.map { json($0) })
    if case .pageNetwork(let page) = classifier.purpose {
      object.add("stride", integer: page.form.stride)
      object.add(
        "receptive_field", list: ["\(page.field.columns.extent)", "\(page.field.rows.extent)"])
      object.add("groups", list: page.form.groups.map { JSONObject.quoted($0) })
      object.add(
        "classes",
        list: page.form.classes.map {
          JSONObject.quoted("\(page.form.groups[$0.group])/\($0.name)")
        })
    }
    var provenance = JSONObject()
    for entry in model.provenance { provenance.add(entry.key, text: entry.value) }
    object.add("provenance", object: provenance)
    return object.text
  }

  private func json(_ output: EngineOutput) -> String {
    var object = JSONObject()
    object.add("name", text: output.name)
    object.add("kind", text: output.kind.name)
    object.add("type", text: output.elementType.name)
    object.add("shape", list: ["\(output.height)", "\(output.width)", "\(output.channels)"])
    if !output.channelNames.isEmpty {
      object.add("channels", list: output.channelNames.map { JSONObject.quoted($0) })
    }
    return object.text
  }
}
