import CustosPlatform

/// Character data of XML.
enum XMLText {
  private static let entities: [String: UInt8] = [
    "amp": UInt8(ascii: "&"), "lt": UInt8(ascii: "<"), "gt": UInt8(ascii: ">"),
    "quot": UInt8(ascii: "\""), "apos": UInt8(ascii: "'"),
  ]

  /// A text as a file has it.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Replaces entities and numbered characters.
  static func decoded(_ raw: ArraySlice<UInt8>, line: Int) throws(TextFailure) -> [UInt8] {
    guard raw.contains(UInt8(ascii: "&")) else { return [UInt8](raw) }
    var text: [UInt8] = []
    var rest = raw
    var line = line
    while let byte = rest.popFirst() {
      if byte == 10 { line += 1 }
      guard byte == UInt8(ascii: "&") else {
        text.append(byte)
        continue
      }
      let name = String(decoding: rest.prefix { $0 != UInt8(ascii: ";") }.prefix(12), as: UTF8.self)
      guard rest.dropFirst(name.utf8.count).first == UInt8(ascii: ";"),
        let value = value(of: name)
      else {
        throw TextFailure(
          line: line, detail: "the entity \(MessageText.quoted("&" + name)) is not known")
      }
      text += value
      rest = rest.dropFirst(name.utf8.count + 1)
    }
    return text
  }

  private static func value(of name: String) -> [UInt8]? {
    if let byte = entities[name] { return [byte] }
    let digits = name.utf8.dropFirst(name.hasPrefix("#x") ? 2 : 1)
    guard name.hasPrefix("#"), let first = digits.first, first != UInt8(ascii: "+"),
      let number = UInt32(
        String(decoding: [UInt8](digits), as: UTF8.self), radix: name.hasPrefix("#x") ? 16 : 10),
      number >= 32 || [9, 10, 13].contains(number), number < 0xFFFE || number > 0xFFFF,
      let scalar = Unicode.Scalar(number)
    else { return nil }
    return [UInt8](String(Character(scalar)).utf8)
  }
}
