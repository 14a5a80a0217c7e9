import CustosDataSet
import CustosNotation

/// Writes the XML of music notation graphs: nodes without masks and relationships.
enum MuNGWriter {
  /// Makes `PAGE.xml` for each page, named without the picture's extension.
  ///
  /// - Throws: `DataError.annotation`.
  static func files(
    of pages: [ConvertedPage], positions: PositionStorage, notes: inout ConversionNotes
  ) throws(DataError) -> [ConvertedFile] {
    let named = try ClassNames(pages, positions: positions, notes: &notes)
    var files: [ConvertedFile] = []
    for (page, symbols) in zip(pages, named.symbols) {
      var text = """
        <?xml version="1.0" encoding="utf-8"?>
        <Nodes dataset="custos" document="\(XMLText.escaped(page.stem))">

        """
      for (id, symbol) in symbols.enumerated() {
        let box = WholePixels.box(symbol.annotation.box, on: page.size, notes: &notes)
        text += """
          <Node>
            <Id>\(id)</Id>
            <ClassName>\(XMLText.escaped(symbol.name))</ClassName>
            <Top>\(box.top)</Top>
            <Left>\(box.left)</Left>
            <Width>\(box.right - box.left)</Width>
            <Height>\(box.bottom - box.top)</Height>

          """
        if let position = positions.attribute(of: symbol.annotation) {
          text += "  <Data><DataItem key=\"\(PositionStorage.attributeName)\" type=\"str\">"
          text += "\(position)</DataItem></Data>\n"
        }
        text += "</Node>\n"
      }
      text += "</Nodes>\n"
      files.append(ConvertedFile(name: page.stem + ".xml", source: page.source, text: text))
    }
    return files
  }
}
