/// An element of an XML document.
struct XMLElement: Sendable {
  let name: String
  /// The 1-based line where it begins.
  let line: Int
  var attributes: [String: String] = [:]
  var children: [XMLElement] = []
  /// Its own text, without that of its children.
  var text = ""

  init(name: String, line: Int) {
    self.name = name
    self.line = line
  }

  /// The first child of a name.
  func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// The text of the first child of a name, blanks around it left out.
  func text(of name: String) -> String? { child(name).map { TextFile.trimmed($0.text) } }
}
