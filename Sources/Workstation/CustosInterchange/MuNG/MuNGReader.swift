import CustosDataSet
import CustosImage
import CustosPlatform

/// Reads the XML of music notation graphs: `<Nodes>` of MUSCIMA++ 2, and `<CropObjectList>` of
/// MUSCIMA++ 1.
enum MuNGReader {
  /// Reads a file or all files of a folder.
  ///
  /// - Throws: `DataError`.
  static func pages(
    of input: String, positions: PositionStorage, notes: inout ConversionNotes
  ) throws(DataError) -> [ConvertedPage] {
    var pages: [ConvertedPage] = []
    for path in try SourceFiles.paths(of: input, extension: "xml", notes: &notes) {
      do throws(DataError) {
        pages.append(try page(of: path, positions: positions, notes: &notes))
      } catch { try notes.reject(error) }
    }
    return pages
  }

  private static func page(
    of path: String, positions: PositionStorage, notes: inout ConversionNotes
  ) throws(DataError) -> ConvertedPage {
    let root = try XMLFile.read(path)
    guard ["Nodes", "CropObjectList"].contains(root.name) else {
      throw .annotation(
        item: "\(path), line \(root.line)",
        "expected <Nodes> or <CropObjectList> of MuNG but found "
          + "<\(MessageText.clean(root.name, limit: 40))>; check --from.")
    }
    let name = try ConvertedPage.name(
      ConvertedPage.stem(of: Path.lastComponent(path)), item: path)
    var page = ConvertedPage(name: name, source: path)
    let lists = [root] + root.children.filter { $0.name == "CropObjects" }
    for node in lists.flatMap(\.children) where ["Node", "CropObject"].contains(node.name) {
      do throws(DataError) {
        page.symbols.append(try symbol(node, path: path, positions: positions))
        drop(propertiesOf: node, &notes)
      } catch { try notes.reject(error) }
    }
    return page
  }

  private static func symbol(
    _ node: XMLElement, path: String, positions: PositionStorage
  ) throws(DataError) -> ConvertedSymbol {
    let item = "\(path), line \(node.line)"
    guard let name = node.text(of: "ClassName") ?? node.text(of: "MLClassName") else {
      throw .annotation(item: item, "<\(node.name)> has no <ClassName>; add it.")
    }
    let left = try XMLFile.number("Left", of: node, path: path)
    let top = try XMLFile.number("Top", of: node, path: path)
    let width = try XMLFile.number("Width", of: node, path: path)
    let height = try XMLFile.number("Height", of: node, path: path)
    return try ConvertedSymbol(
      item: item, box: Box(x1: left, y1: top, x2: left + width, y2: top + height),
      className: name, attribute: dataItems(of: node)[PositionStorage.attributeName],
      positions: positions)
  }

  private static func dataItems(of node: XMLElement) -> [String: String] {
    var values: [String: String] = [:]
    for item in node.child("Data")?.children ?? [] {
      if let key = item.attributes["key"] { values[key] = item.text }
    }
    return values
  }

  /// Counts what a node says beside class and box.
  private static func drop(propertiesOf node: XMLElement, _ notes: inout ConversionNotes) {
    let read = [
      "Id", "UniqueId", "MLClassId", "ClassName", "MLClassName", "Top", "Left", "Width", "Height",
      "Selected", "Data",
    ]
    for child in node.children where !read.contains(child.name) {
      // mung writes None for a mask that is not there.
      if !["", "None"].contains(TextFile.trimmed(child.text)) { notes.drop(child.name) }
    }
    for key in dataItems(of: node).keys where key != PositionStorage.attributeName {
      notes.drop("data item \(key)")
    }
  }
}
