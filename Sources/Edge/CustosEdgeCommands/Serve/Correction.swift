import CustosCamera
import CustosImage
import CustosModelFile
import CustosNotation
import CustosPlatform
import CustosReading

/// What a person has said of a symbol of a picture: its label, its class, or both.
struct Correction {
  let served: ServedReading
  /// The index of the symbol in the reading.
  let index: Int
  /// One of the choices of the model's label set; nil where the class alone is corrected.
  let label: String?
  /// One of the labels of the model that reads classes; nil where the label alone is corrected.
  let className: String?

  /// The picture's file name: time, number and checksum of its file. The clock may stand still or step
  /// back, and numbers begin anew with every start; the checksum keeps pictures apart all the same.
  func pictureName(checksum: String) -> String {
    let digits = served.time.utf8.filter { ![0x2D, 0x3A, 0x2E].contains($0) }
    return "\(String(decoding: digits, as: UTF8.self))-\(served.number)-\(checksum).png"
  }

  /// The label's file: schema `custos.feedback/1`, which `custos import-feedback` reads.
  func text(picture: String, sequence: Int) -> String {
    let reading = served.reading
    let symbol = reading.symbols[index]
    let box = symbol.detection.box
    var object = JSONObject(schema: "custos.feedback/1", sequence: sequence)
    object.add("picture", text: picture)
    object.add("read_at", text: served.time)
    object.add("name", text: reading.frame.name)
    object.add("box", list: [box.x1, box.y1, box.x2, box.y2].map { JSONObject.number($0) })
    let isClass = served.results.labelSet.kind == .names
    object.add(
      "class", text: className ?? (isClass ? label : nil) ?? symbol.detection.className)
    if let label {
      object.add(StaffPosition(name: label) == nil ? "label" : "position", text: label)
    }
    add(reading.page.window, "crop", "patch", to: &object)
    if let className { object.add("corrected_class", text: className) }
    add(reading.page.classWindow, "class_crop", "class_patch", to: &object)
    if symbol.classPrediction != nil { object.add("read_class", text: symbol.detection.className) }
    object.add("read", text: symbol.prediction.map { served.results.labels[$0.label] })
    object.add("probability", number: symbol.prediction.map { Double($0.bestProbability) })
    served.results.addModels(to: &object)
    return object.text + "\n"
  }

  private func add(
    _ window: PatchWindow?, _ crop: String, _ patch: String, to object: inout JSONObject
  ) {
    guard let window else { return }
    let sizes = window.preprocessing
    object.add(crop, list: ["\(window.cropWidth)", "\(window.cropHeight)"])
    object.add(patch, list: ["\(sizes.cropWidth)", "\(sizes.cropHeight)"])
  }
}
