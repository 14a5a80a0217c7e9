import CustosDataSet
import CustosImage
import CustosNotation
import CustosPlatform
import Foundation

/// Writes YOLO text files.
enum YOLOWriter {
  /// Makes `labels/PAGE.txt` for each page, named without the picture's extension, and the class
  /// names as `data.yaml` and `classes.txt`.
  ///
  /// - Throws: `DataError.annotation`.
  static func files(
    of pages: [ConvertedPage], positions: PositionStorage, notes: inout ConversionNotes
  ) throws(DataError) -> [ConvertedFile] {
    let named = try ClassNames(pages, positions: positions, notes: &notes)
    var files: [ConvertedFile] = []
    for (page, symbols) in zip(pages, named.symbols) {
      let size = try Conversion.size(of: page)
      let lines = symbols.map { symbol in
        "\(symbol.index) \(text(of: symbol.annotation.box, on: size, notes: &notes))\n"
      }
      files.append(
        ConvertedFile(
          name: "labels/\(page.stem).txt", source: page.source, text: lines.joined()))
    }
    let yaml = named.names.enumerated().map { "  \($0): \(quoted($1))\n" }.joined()
    return files + [
      ConvertedFile(
        name: "data.yaml", source: "the list of classes",
        text: """
          # Pictures belong into images/, or change the paths.
          path: .
          train: images
          val: images
          names:\(named.names.isEmpty ? " []" : "")
          \(yaml)
          """),
      ConvertedFile(
        name: "classes.txt", source: "the list of classes",
        text: named.names.map { $0 + "\n" }.joined()),
    ]
  }

  /// Centre and extent in fractions of the page: nine decimals, which tell thousandths of a pixel on
  /// every page that can be read.
  private static func text(
    of box: Box, on size: PageSize, notes: inout ConversionNotes
  ) -> String {
    let shown = size.clip(box)
    if shown != box { notes.clip() }
    let edges = [shown.x1, shown.y1, shown.x2, shown.y2]
    let rounded = edges.map(Decimals.thousandths)
    notes.move(by: zip(edges, rounded).map { abs($0 - $1) }.max() ?? 0)
    let (width, height) = (Double(size.width), Double(size.height))
    return [
      (edges[0] + edges[2]) / 2 / width, (edges[1] + edges[3]) / 2 / height,
      (edges[2] - edges[0]) / width, (edges[3] - edges[1]) / height,
    ].map { NumberText.fixed($0, decimals: 9) }.joined(separator: " ")
  }

  /// A text in double quotes, in which YAML knows all escapes of JSON.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
