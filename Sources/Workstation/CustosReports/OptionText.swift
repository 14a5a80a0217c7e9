import Foundation

/// Options as names and values in plain words, whatever options there are.
enum OptionText {
  /// The fields of a value by name, sorted: `batchSize` becomes `batch size`; fields that are nil are
  /// left out.
  static func lines(of options: some Encodable) -> [(name: String, value: String)] {
    guard let data = try? JSONEncoder().encode(options),
      let fields = try? JSONDecoder().decode([String: Value].self, from: data)
    else { return [] }
    return fields.sorted { $0.key < $1.key }.map { (words($0.key), $0.value.text) }
  }

  /// Splits a name at its capital letters.
  static func words(_ name: String) -> String {
    name.reduce(into: "") { words, letter in
      words += letter.isUppercase ? " " + letter.lowercased() : String(letter)
    }
  }

  /// A JSON value.
  private struct Value: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        text = flag ? "yes" : "no"
      } else if let string = try? container.decode(String.self) {
        text = string
      } else if let whole = try? container.decode(Int64.self) {
        text = "\(whole)"
      } else if let number = try? container.decode(Double.self) {
        text = "\(number)"
      } else if let list = try? container.decode([Value].self) {
        text = list.map(\.text).joined(separator: ", ")
      } else if let fields = try? container.decode([String: Value].self) {
        text = fields.sorted { $0.key < $1.key }
          .map { "\(OptionText.words($0.key)) \($0.value.text)" }.joined(separator: ", ")
      } else {
        text = "none"
      }
    }
  }
}
