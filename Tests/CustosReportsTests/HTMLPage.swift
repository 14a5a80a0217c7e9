import Foundation
import FoundationXML
import Testing

/// The elements, attributes and text of a well-formed page.
final class HTMLPage: NSObject, XMLParserDelegate {
  private(set) var elements: [(name: String, attributes: [String: String])] = []
  private(set) var text = ""

  init(_ html: String) throws {
    super.init()
    let parser = XMLParser(data: Data(html.utf8))
    parser.delegate = self
    let isWellFormed = parser.parse()
    #expect(isWellFormed, "line \(parser.lineNumber): \(String(describing: parser.parserError))")
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append((name, attributes))
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) { text += characters }

  /// Nothing is fetched, and no program runs.
  func expectNeedsNothing() {
    for (name, attributes) in elements {
      #expect(!["script", "link", "iframe", "object", "base", "form"].contains(name))
      #expect(attributes["href"] == nil && attributes["srcset"] == nil)
      #expect(attributes["src"]?.hasPrefix("data:image/") ?? true)
      #expect(attributes.keys.allSatisfy { !$0.hasPrefix("on") })
      #expect(attributes["style"]?.contains("url") != true)
    }
  }
}
