/// Text within XML 1.0 documents.
enum XMLText {
  /// Text for attributes in double quotes and for content: `&`, `<`, `>`, `"` and white space other than
  /// blanks are escaped; characters that XML forbids become U+FFFD.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += "&#\(scalar.value);"
      default: result.unicodeScalars.append(isAllowed(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return result
  }

  /// A comment; between neighbouring hyphens and after a last one comes a blank.
  static func comment(_ text: String) -> String {
    var result = "<!-- "
    var endsWithHyphen = false
    for scalar in text.unicodeScalars {
      if endsWithHyphen, scalar == "-" { result += " " }
      result.unicodeScalars.append(isAllowed(scalar) ? scalar : "\u{FFFD}")
      endsWithHyphen = scalar == "-"
    }
    return result + " -->"
  }

  /// A file's name as a relative URI: all but letters, digits and `-._~` in percent-encoding.
  static func uri(_ name: String) -> String {
    let digits = [UInt8]("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 9, 10, 13, 0x20...0xFFFD, 0x10000...: true
    default: false
    }
  }
}
