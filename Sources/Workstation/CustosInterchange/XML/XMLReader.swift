import CustosPlatform

/// Reads XML 1.0 (W3C, fifth edition) as data files have it: elements, attributes, text, CDATA
/// sections; comments and processing instructions are passed over.
///
/// Nothing is ever loaded or expanded: of entities only the five that XML names and numbered
/// characters are known, and a document type that declares something is refused.
struct XMLReader {
  /// Elements within each other, and elements altogether, that a file may have.
  static let depthLimit = 64
  static let countLimit = 300_000

  private static let nameEnds = Set(" \n\t/>=<\"'&".utf8)

  private let bytes: [UInt8]
  private var place = 0
  private var line = 1
  private var count = 0
  private var open: [(element: XMLElement, text: [UInt8])] = []
  private var root: XMLElement?

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Reads a document.
  ///
  /// - Parameter bytes: UTF-8, all line ends line feeds.
  static func read(_ bytes: [UInt8]) throws(TextFailure) -> XMLElement {
    var reader = XMLReader(bytes)
    return try reader.document()
  }

  private mutating func document() throws(TextFailure) -> XMLElement {
    while place < bytes.count {
      if bytes[place] != UInt8(ascii: "<") {
        try readText()
      } else if takes("<!--") {
        _ = try passed(through: "-->", of: "comment")
      } else if takes("<?xml ") {
        try readDeclaration()
      } else if takes("<?") {
        _ = try passed(through: "?>", of: "processing instruction")
      } else if takes("<![CDATA[") {
        try add([UInt8](try passed(through: "]]>", of: "CDATA section")))
      } else if takes("<!DOCTYPE") {
        try readDocumentType()
      } else if takes("</") {
        try readEnd()
      } else {
        place += 1
        try readStart()
      }
    }
    if let last = open.last?.element {
      throw failure("the file ends within <\(last.name)> of line \(last.line); it is cut off")
    }
    guard let root else { throw failure("there is no element") }
    return root
  }

  private mutating func readDeclaration() throws(TextFailure) {
    let text = String(decoding: try passed(through: "?>", of: "XML declaration"), as: UTF8.self)
      .lowercased()
    let isASCII = bytes.allSatisfy { $0 < 128 }
    guard isASCII || !text.contains("encoding") || text.contains("utf-8") || text.contains("utf8")
    else {
      throw failure("its declared encoding is not UTF-8; save it as UTF-8")
    }
  }

  private mutating func readDocumentType() throws(TextFailure) {
    let text = try passed(through: ">", of: "document type")
    guard root == nil, open.isEmpty, !text.contains(UInt8(ascii: "[")) else {
      throw failure("document types with declarations are not read; remove it")
    }
  }

  private mutating func readText() throws(TextFailure) {
    let end = bytes[place...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
    let raw = bytes[place..<end]
    let text = try XMLText.decoded(raw, line: line)
    count(lines: raw)
    place = end
    try add(text)
  }

  private mutating func add(_ text: [UInt8]) throws(TextFailure) {
    guard open.isEmpty else { return open[open.count - 1].text += text }
    guard text.allSatisfy({ [9, 10, 13, 32].contains($0) }) else {
      throw failure("there is text outside of all elements")
    }
  }

  private mutating func readStart() throws(TextFailure) {
    guard root == nil else { throw failure("there is a second element beside the first") }
    count += 1
    guard count <= Self.countLimit, open.count < Self.depthLimit else {
      throw failure(
        "there are more than \(Self.countLimit) elements, or \(Self.depthLimit) within each other")
    }
    var element = XMLElement(name: try readName(), line: line)
    while true {
      skipBlanks()
      if takes("/>") { return try close(element, []) }
      if takes(">") { return open.append((element, [])) }
      let name = try readName()
      skipBlanks()
      guard takes("="), case _ = skipBlanks(), takes("\"") || takes("'") else {
        throw failure("the attribute \(MessageText.quoted(name)) has no value in quotes")
      }
      let quote = bytes[place - 1]
      let first = line
      let raw = try passed(
        through: String(decoding: [quote], as: UTF8.self), of: "attribute")
      guard !raw.contains(UInt8(ascii: "<")), element.attributes[name] == nil else {
        throw failure("the attribute \(MessageText.quoted(name)) is there twice or holds a <")
      }
      element.attributes[name] = String(
        decoding: try XMLText.decoded(raw, line: first), as: UTF8.self)
    }
  }

  private mutating func readEnd() throws(TextFailure) {
    let name = try readName()
    skipBlanks()
    guard takes(">"), let last = open.popLast(), last.element.name == name else {
      throw failure(
        "</\(MessageText.clean(name, limit: 40))> does not end the element that is open")
    }
    try close(last.element, last.text)
  }

  private mutating func close(_ element: XMLElement, _ text: [UInt8]) throws(TextFailure) {
    var element = element
    element.text = String(decoding: text, as: UTF8.self)
    if open.isEmpty {
      root = element
    } else {
      open[open.count - 1].element.children.append(element)
    }
  }

  private mutating func readName() throws(TextFailure) -> String {
    let end = bytes[place...].firstIndex { Self.nameEnds.contains($0) } ?? bytes.count
    guard end > place, end - place <= 200 else { throw failure("a name is missing after < or </") }
    defer { place = end }
    return String(decoding: bytes[place..<end], as: UTF8.self)
  }

  private mutating func skipBlanks() {
    while place < bytes.count, [9, 10, 32].contains(bytes[place]) {
      if bytes[place] == 10 { line += 1 }
      place += 1
    }
  }

  /// Passes over a text if it comes next; it has no line ends.
  private mutating func takes(_ text: StaticString) -> Bool {
    let next = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard bytes[place...].starts(with: next) else { return false }
    place += text.utf8CodeUnitCount
    return true
  }

  /// What stands before the next `end`, which is passed over too.
  private mutating func passed(
    through end: String, of what: String
  ) throws(TextFailure) -> ArraySlice<UInt8> {
    let mark = [UInt8](end.utf8)
    var next = place
    while let found = bytes[next...].firstIndex(of: mark[0]) {
      if bytes[found...].starts(with: mark) {
        let content = bytes[place..<found]
        count(lines: content)
        place = found + mark.count
        return content
      }
      next = found + 1
    }
    throw failure("a \(what) begins that never ends; the file is cut off")
  }

  private mutating func count(lines: ArraySlice<UInt8>) {
    for byte in lines where byte == 10 { line += 1 }
  }

  private func failure(_ detail: String) -> TextFailure { TextFailure(line: line, detail: detail) }
}
