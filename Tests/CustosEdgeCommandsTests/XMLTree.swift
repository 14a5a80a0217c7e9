import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// The elements of a well-formed XML document in the order of their start.
final class XMLTree: NSObject, XMLParserDelegate {
  private var elements: [(name: String, attributes: [String: String], text: String)] = []
  private var open: [Int] = []
  private(set) var comments: [String] = []

  /// Reads a document; throws where it is not well-formed.
  init(_ text: String) throws {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
  }

  var names: [String] { elements.map { $0.name } }

  /// The attributes of all elements of a name.
  func all(_ name: String) -> [[String: String]] {
    elements.filter { $0.name == name }.map { $0.attributes }
  }

  /// The text of the first element of a name.
  func text(in name: String) -> String? { elements.first { $0.name == name }?.text }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append((name, attributes, ""))
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if let last = open.last { elements[last].text += text }
  }

  func parser(_ parser: XMLParser, foundComment comment: String) { comments.append(comment) }
}
