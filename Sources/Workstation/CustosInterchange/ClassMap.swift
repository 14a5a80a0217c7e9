public import CustosDataSet
import CustosPlatform

/// Other names for classes: a text file of lines `name=other name`.
///
/// Blanks around names, blank lines and lines that begin with `#` are left out; the first `=` of a
/// line divides. Without another name (`name=`) the class is left out.
public struct ClassMap: Equatable, Sendable {
  /// The file.
  public let path: String
  /// For each name the other one, empty where its class is left out.
  let names: [ExactName: ExactName]

  /// Reads a map.
  ///
  /// - Parameter reversed: whether names are right of the `=` and other names left of it.
  /// - Throws: `DataError.annotation` with the line, `.platform`.
  public init(_ path: String, reversed: Bool = false) throws(DataError) {
    self.path = path
    var names: [ExactName: ExactName] = [:]
    var lineOfName: [ExactName: Int] = [:]
    for (number, text) in try TextFile.lines(of: path) where !text.hasPrefix("#") {
      let item = "\(path), line \(number)"
      let bytes = [UInt8](text.utf8)
      guard let middle = bytes.firstIndex(of: UInt8(ascii: "=")), middle > 0 else {
        throw .annotation(
          item: item, "expected name=other name but found \(MessageText.quoted(text)).")
      }
      var name = TextFile.trimmed(String(decoding: bytes[..<middle], as: UTF8.self))
      var other = TextFile.trimmed(String(decoding: bytes[(middle + 1)...], as: UTF8.self))
      if reversed {
        // A class that was left out cannot come back.
        if other.isEmpty { continue }
        swap(&name, &other)
      }
      guard !(name + other).unicodeScalars.contains(where: MessageText.isControl) else {
        throw .annotation(item: item, "a name holds a control character; remove it.")
      }
      let key = ExactName(name)
      if let first = lineOfName[key], names[key] != ExactName(other) {
        throw .annotation(
          item: item,
          "\(MessageText.quoted(name)) has another name in line \(first); keep one of the lines.")
      }
      names[key] = ExactName(other)
      lineOfName[key] = number
    }
    self.names = names
  }
}
