import CustosCamera
import CustosImage
import CustosModelFile
import CustosNotation
import CustosPlatform
import CustosReading

/// A label that a person has given for a symbol of a picture.
struct Correction {
  let served: ServedReading
  /// The index of the symbol in the reading.
  let index: Int
  /// One of the choices of the model's label set.
  let label: String

  /// The picture's file name without its extension: time and number.
  var pictureName: String {
    let digits = served.time.utf8.filter { ![0x2D, 0x3A, 0x2E].contains($0) }
    return "\(String(decoding: digits, as: UTF8.self))-\(served.number).png"
  }

  /// The label's file name, that of the patch that training will see but for its extension.
  var labelName: String { "\(pictureName)-\(index).json" }

  /// The label's file: schema `custos.feedback/1`, which `custos import-feedback` reads.
  func text(sequence: Int) -> String {
    let reading = served.reading
    let symbol = reading.symbols[index]
    let box = symbol.detection.box
    var object = JSONObject(schema: "custos.feedback/1", sequence: sequence)
    object.add("picture", text: pictureName)
    object.add("read_at", text: served.time)
    object.add("name", text: reading.frame.name)
    object.add("box", list: [box.x1, box.y1, box.x2, box.y2].map { JSONObject.number($0) })
    object.add("class", text: symbol.detection.className)
    object.add(StaffPosition(name: label) == nil ? "label" : "position", text: label)
    if let window = reading.page.window {
      let sizes = window.preprocessing
      object.add("crop", list: ["\(window.cropWidth)", "\(window.cropHeight)"])
      object.add("patch", list: ["\(sizes.cropWidth)", "\(sizes.cropHeight)"])
    }
    object.add("read", text: symbol.prediction.map { served.results.labels[$0.label] })
    object.add("probability", number: symbol.prediction.map { Double($0.bestProbability) })
    object.addModel(name: served.results.modelName, checksum: served.results.modelChecksum)
    return object.text + "\n"
  }
}
