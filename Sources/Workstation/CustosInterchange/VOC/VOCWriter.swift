import CustosDataSet
import CustosNotation

/// Writes Pascal VOC XML.
enum VOCWriter {
  /// Makes `PAGE.xml` for each page, named without the picture's extension.
  ///
  /// - Throws: `DataError.annotation`.
  static func files(
    of pages: [ConvertedPage], positions: PositionStorage, fromZero: Bool,
    notes: inout ConversionNotes
  ) throws(DataError) -> [ConvertedFile] {
    let named = try ClassNames(pages, positions: positions, notes: &notes)
    var files: [ConvertedFile] = []
    for (page, symbols) in zip(pages, named.symbols) {
      let size = try Conversion.size(of: page)
      var text = """
        <?xml version="1.0" encoding="UTF-8"?>
        <annotation>
          <filename>\(XMLText.escaped(page.name))</filename>
          <source><database>Unknown</database></source>
          <size><width>\(size.width)</width><height>\(size.height)</height><depth>3</depth></size>
          <segmented>0</segmented>

        """
      for symbol in symbols {
        let box = WholePixels.box(symbol.annotation.box, on: size, notes: &notes)
        let first = fromZero ? 0 : 1
        text += """
            <object>
              <name>\(XMLText.escaped(symbol.name))</name>
              <pose>Unspecified</pose>
              <truncated>0</truncated>
              <difficult>0</difficult>
              <bndbox><xmin>\(box.left + first)</xmin><ymin>\(box.top + first)</ymin>\
          <xmax>\(box.right)</xmax><ymax>\(box.bottom)</ymax></bndbox>

          """
        if let position = positions.attribute(of: symbol.annotation) {
          text += "    <attributes><attribute><name>\(PositionStorage.attributeName)</name>"
          text += "<value>\(position)</value></attribute></attributes>\n"
        }
        text += "  </object>\n"
      }
      text += "</annotation>\n"
      files.append(ConvertedFile(name: page.stem + ".xml", source: page.source, text: text))
    }
    return files
  }
}
