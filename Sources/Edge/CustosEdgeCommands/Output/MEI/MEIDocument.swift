import CustosImage
import CustosNotation
import CustosPlatform
import CustosReading

/// A page as a document of MEI 5.1: a zone for each symbol's box, and a staff with a layer for each staff of
/// the page, whose elements refer to the zones.
struct MEIDocument {
  /// The page's file, or `-`.
  let page: String
  /// Columns of the page in pixels.
  let width: Int
  /// Rows of the page in pixels.
  let height: Int
  /// The symbols in the order of the lines of other formats.
  let symbols: [SymbolReading]
  /// The names of labels and the model that gave them.
  let results: ResultFormat

  /// A symbol and what is written of it.
  private struct Entry {
    let symbol: SymbolReading
    /// The number of its zone, from 1 on.
    let number: Int
    let className: String
    let element: MEIElement?
  }

  /// The document, without a line end after its last line.
  var text: String {
    let entries = symbols.enumerated().map { index, symbol in
      let className = symbol.acceptedClass
      return Entry(
        symbol: symbol, number: index + 1, className: className,
        element: MEIElement(className: className))
    }
    var lines = head
    lines += facsimile(entries)
    lines += ["    <body>", "      <mdiv>", "        <score>"]
    lines += definitions(entries)
    lines += section(entries)
    lines += ["        </score>", "      </mdiv>", "    </body>", "  </music>", "</mei>"]
    return lines.joined(separator: "\n")
  }

  private var name: String {
    page == "-" ? PictureFile.name(of: page) : Path.lastComponent(page)
  }

  private var head: [String] {
    let schema = "https://music-encoding.org/schema/5.1/mei-all.rng"
    let model = XMLText.escaped("model \(results.modelName), CRC-32 \(results.modelChecksum)")
    return [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<?xml-model href=\"\(schema)\" type=\"application/xml\" "
        + "schematypens=\"http://relaxng.org/ns/structure/1.0\"?>",
      "<mei xmlns=\"http://www.music-encoding.org/ns/mei\" meiversion=\"5.1\">",
      "  <meiHead>",
      "    <fileDesc>",
      "      <titleStmt><title>\(XMLText.escaped(name))</title></titleStmt>",
      "      <pubStmt/>",
      "    </fileDesc>",
      "    <encodingDesc>",
      "      <appInfo>",
      "        <application xml:id=\"custos\" version=\"\(CustosVersion.current)\">",
      "          <name>custos</name>",
      "          <p>\(model)</p>",
      "        </application>",
      "      </appInfo>",
      "    </encodingDesc>",
      "  </meiHead>",
      "  <music>",
    ]
  }

  private func facsimile(_ entries: [Entry]) -> [String] {
    var lines = [
      "    <facsimile>",
      "      <surface xml:id=\"surface-1\" ulx=\"0\" uly=\"0\" lrx=\"\(width)\" lry=\"\(height)\">",
    ]
    if page != "-" {
      lines.append(
        "        <graphic target=\"\(XMLText.uri(name))\" width=\"\(width)px\" height=\"\(height)px\"/>"
      )
    }
    for entry in entries {
      lines.append(
        "        <zone xml:id=\"zone-\(entry.number)\" \(corners(entry.symbol.detection.box)) "
          + "label=\"\(XMLText.escaped(entry.className))\"\(certainty(entry.symbol))")
    }
    return lines + ["      </surface>", "    </facsimile>"]
  }

  /// Whole pixels that hold the box, as far as it lies in the page.
  private func corners(_ box: Box) -> String {
    func clamped(_ value: Double, _ limit: Int) -> Int { Int(min(max(value, 0), Double(limit))) }
    let left = clamped(box.x1.rounded(.down), width)
    let top = clamped(box.y1.rounded(.down), height)
    let right = clamped(box.x2.rounded(.up), width)
    let bottom = clamped(box.y2.rounded(.up), height)
    return "ulx=\"\(left)\" uly=\"\(top)\" lrx=\"\(right)\" lry=\"\(bottom)\""
  }

  /// The rest of a zone: the probabilities that are known. MEI has no attribute for them.
  private func certainty(_ symbol: SymbolReading) -> String {
    var numbers: [String] = []
    if let presence = symbol.presence {
      numbers.append("<num type=\"presence\" value=\"\(decimal(presence))\"/>")
    }
    if let prediction = symbol.prediction {
      for index in prediction.best(results.topCount) {
        let value = decimal(prediction.probabilities[index])
        numbers.append(
          "<num type=\"label\" label=\"\(XMLText.escaped(results.labels[index]))\" value=\"\(value)\"/>"
        )
      }
    }
    return numbers.isEmpty ? "/>" : "><figDesc>" + numbers.joined() + "</figDesc></zone>"
  }

  /// A probability as a decimal number of XML Schema, which has no exponent.
  private func decimal(_ probability: Float) -> String {
    NumberText.fixed(Double(probability), decimals: ResultFormat.decimals)
  }

  private func definitions(_ entries: [Entry]) -> [String] {
    let count = staffCount(entries)
    guard count > 0 else { return ["          <scoreDef/>"] }
    let notations = entries.compactMap { $0.element?.notation }
    var notation = ""
    if let first = notations.first, notations.allSatisfy({ $0 == first }) {
      notation = " notationtype=\"\(first == .mensural ? "mensural" : "cmn")\""
    }
    let staves = (1...count).map {
      "              <staffDef n=\"\($0)\" lines=\"5\"\(notation)/>"
    }
    return ["          <scoreDef>", "            <staffGrp>"] + staves
      + ["            </staffGrp>", "          </scoreDef>"]
  }

  private func staffCount(_ entries: [Entry]) -> Int {
    entries.reduce(0) { max($0, ($1.symbol.staff ?? -1) + 1) }
  }

  private func section(_ entries: [Entry]) -> [String] {
    var staves = [[Entry]](repeating: [], count: staffCount(entries))
    var lines = ["          <section>", "            <pb facs=\"#surface-1\"/>"]
    for entry in entries {
      if let staff = entry.symbol.staff {
        staves[staff].append(entry)
      } else {
        lines.append("            " + remark(entry, "its staff is not known"))
      }
    }
    for (staff, entries) in staves.enumerated() {
      lines.append("            <staff n=\"\(staff + 1)\">")
      lines.append("              <layer n=\"1\">")
      for entry in entries.sorted(by: { ($0.symbol.order ?? 0) < ($1.symbol.order ?? 0) }) {
        lines.append("                " + element(entry))
      }
      lines += ["              </layer>", "            </staff>"]
    }
    return lines + ["          </section>"]
  }

  private func element(_ entry: Entry) -> String {
    guard let element = entry.element else {
      return remark(entry, "its class has no element of its own in a layer")
    }
    let place = place(entry, element.place)
    return
      "<\(element.start)\(place) xml:id=\"symbol-\(entry.number)\" facs=\"#zone-\(entry.number)\"/>"
  }

  /// A symbol that is a zone only.
  private func remark(_ entry: Entry, _ reason: String) -> String {
    XMLText.comment("#zone-\(entry.number), \(entry.className): \(reason).")
  }

  /// The attribute of the position that was read and accepted; nothing for other labels.
  private func place(_ entry: Entry, _ kind: MEIElement.Place) -> String {
    guard let position = StaffPosition(name: results.label(of: entry.symbol.prediction)) else {
      return ""
    }
    switch kind {
    // L1, the bottom line, is two steps above L0.
    case .location: return " loc=\"\(position.step - 2)\""
    case .line where position.step % 2 == 0 && (2...10).contains(position.step):
      return " line=\"\(position.step / 2)\""
    case .line, .none: return ""
    }
  }
}
