import CustosPlatform

/// Builds one JSON object field by field, in the order given. Numbers are never NaN or infinite:
/// such values become null.
struct JSONObject {
  private var body = ""

  /// Starts an object with the fields that every line has.
  init(schema: String, sequence: Int) {
    add("schema", text: schema)
    add("time", text: UTCTime.now)
    add("seq", integer: sequence)
  }

  /// Starts an object without fields.
  init() {}

  /// The object's text, on one line.
  var text: String { "{" + body + "}" }

  /// Adds a string, or null.
  mutating func add(_ name: String, text: String?) {
    add(name, raw: text.map { Self.quoted($0) } ?? "null")
  }

  /// Adds a whole number, or null.
  mutating func add(_ name: String, integer: Int?) {
    add(name, raw: integer.map { "\($0)" } ?? "null")
  }

  /// Adds a number, or null.
  mutating func add(_ name: String, number: Double?) {
    add(name, raw: number.map { Self.number($0) } ?? "null")
  }

  mutating func add(_ name: String, number: Float) { add(name, raw: Self.number(number)) }

  mutating func add(_ name: String, object: JSONObject) { add(name, raw: object.text) }

  /// Adds a model: its name and its file's CRC-32.
  mutating func addModel(_ field: String = "model", name: String, checksum: String) {
    var model = JSONObject()
    model.add("name", text: name)
    model.add("crc", text: checksum)
    add(field, object: model)
  }

  mutating func addNull(_ name: String) { add(name, raw: "null") }

  /// Adds true, false or null.
  mutating func add(_ name: String, boolean: Bool?) {
    add(name, raw: boolean.map { $0 ? "true" : "false" } ?? "null")
  }

  /// Adds a list of values that are JSON already.
  mutating func add(_ name: String, list: [String]) {
    add(name, raw: "[" + list.joined(separator: ",") + "]")
  }

  private mutating func add(_ name: String, raw: String) {
    if !body.isEmpty { body += "," }
    body += Self.quoted(name) + ":" + raw
  }

  static func number(_ value: Double) -> String {
    value.isFinite ? NumberText.shortest(value) : "null"
  }

  static func number(_ value: Float) -> String {
    value.isFinite ? NumberText.shortest(value) : "null"
  }

  /// A JSON string: quotation marks, backslashes and control characters are escaped.
  static func quoted(_ text: String) -> String {
    let digits = [UInt8]("0123456789abcdef".utf8)
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: bytes += [UInt8]("\\n".utf8)
      case 0x0D: bytes += [UInt8]("\\r".utf8)
      case 0x09: bytes += [UInt8]("\\t".utf8)
      case 0..<0x20, 0x7F:
        bytes += [UInt8]("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
    return String(decoding: bytes, as: UTF8.self)
  }
}
