import CustosPlatform
import Foundation

/// Values of YAML that stand on one line.
enum YAMLScalar {
  /// A plain value, or one in single or double quotes.
  static func value(_ text: String, line: Int) throws(TextFailure) -> String {
    let text = TextFile.trimmed(text)
    guard let quote = text.first, quote == "\"" || quote == "'" else { return text }
    guard text.count >= 2, text.last == quote else {
      throw TextFailure(line: line, detail: "\(MessageText.quoted(text)) has no quote at its end")
    }
    if quote == "'" { return String(text.dropFirst().dropLast()).replacing("''", with: "'") }
    guard let value = try? JSONDecoder().decode(String.self, from: Data(text.utf8)) else {
      throw TextFailure(line: line, detail: "\(MessageText.quoted(text)) cannot be read")
    }
    return value
  }

  /// A line without the comment at its end and blanks around it.
  static func withoutComment(_ text: String) -> String {
    var quote: Character?
    var previous: Character = " "
    for index in text.indices {
      let letter = text[index]
      if letter == "#", quote == nil, previous == " " || previous == "\t" {
        return TextFile.trimmed(String(text[..<index]))
      }
      follow(letter, after: previous, &quote)
      previous = previous == "\\" && letter == "\\" ? " " : letter
    }
    return TextFile.trimmed(text)
  }

  /// The items before the closing bracket, and whether there is one.
  static func items(of text: String, closing: Character) -> (items: [String], isClosed: Bool) {
    var items: [String] = []
    var item = ""
    var quote: Character?
    var previous: Character = " "
    for letter in text {
      if quote == nil, letter == "," || letter == closing {
        let trimmed = TextFile.trimmed(item)
        if !trimmed.isEmpty { items.append(trimmed) }
        item = ""
        previous = " "
        if letter == closing { return (items, true) }
        continue
      }
      follow(letter, after: previous, &quote)
      item.append(letter)
      previous = previous == "\\" && letter == "\\" ? " " : letter
    }
    return (items, false)
  }

  /// Notes where quotes begin and end; within a plain value they are letters.
  private static func follow(
    _ letter: Character, after previous: Character, _ quote: inout Character?
  ) {
    if let open = quote {
      if letter == open, open == "'" || previous != "\\" { quote = nil }
    } else if letter == "\"" || letter == "'", " \t:[{-'".contains(previous) {
      quote = letter
    }
  }
}
