import CustosImage
import CustosSupport
import Foundation

/// Pieces of a page. All texts that are passed in are escaped.
enum HTML {
  /// A whole page that fetches nothing and runs nothing; empty sections are left out.
  static func page(title: String, style: String, sections: [String]) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta http-equiv="Content-Security-Policy" \
    content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/>
    <title>\(escape(title))</title>
    <style>
    \(style)
    </style>
    </head>
    <body>
    \(sections.filter { !$0.isEmpty }.joined(separator: "\n"))
    </body>
    </html>

    """
  }

  /// A text that a browser shows as it is, between tags and in quoted attributes alike.
  ///
  /// Control characters, which HTML cannot hold, become U+FFFD.
  static func escape(_ text: String) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\n", "\t": escaped.unicodeScalars.append(character)
      default:
        let isControl = character.properties.generalCategory == .control
        escaped.unicodeScalars.append(isControl ? "\u{FFFD}" : character)
      }
    }
    return escaped
  }

  /// An element around content that is HTML already.
  static func element(_ name: String, class style: String? = nil, _ content: String) -> String {
    let attribute = style.map { " class=\"\(escape($0))\"" } ?? ""
    return "<\(name)\(attribute)>\(content)</\(name)>"
  }

  /// A picture that is part of the page.
  static func image(_ picture: EncodedPicture, description: String) -> String {
    let type = picture.format == .jpeg ? "image/jpeg" : "image/png"
    let data = Data(picture.bytes).base64EncodedString()
    return
      "<img width=\"\(picture.width)\" height=\"\(picture.height)\" alt=\"\(escape(description))\""
      + " src=\"data:\(type);base64,\(data)\"/>"
  }

  /// A table with a head; `marked` is the row to stress, if any.
  static func table(head: [String], rows: [[String]], marked: Int? = nil) -> String {
    let lines = rows.enumerated().map { index, row in
      let cells = row.map { element("td", escape($0)) }.joined()
      return element("tr", class: index == marked ? "marked" : nil, cells)
    }
    return wide(
      "<table><thead><tr>" + head.map { element("th", escape($0)) }.joined()
        + "</tr></thead>\n<tbody>\n" + lines.joined(separator: "\n") + "\n</tbody></table>")
  }

  /// Names with their values.
  static func facts(_ facts: [(name: String, value: String)]) -> String {
    let rows = facts.map { name, value in
      "<tr><th>\(escape(name))</th><td>\(escape(value))</td></tr>"
    }
    return element("table", class: "facts", "\n" + rows.joined(separator: "\n") + "\n")
  }

  /// Lets content that is wider than the screen scroll by itself.
  static func wide(_ content: String) -> String { element("div", class: "wide", content) }
}
