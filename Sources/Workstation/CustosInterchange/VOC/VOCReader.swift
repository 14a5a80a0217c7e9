import CustosDataSet
import CustosImage
import CustosPlatform

/// Reads Pascal VOC XML.
enum VOCReader {
  /// Reads a file or all files of a folder.
  ///
  /// - Parameter fromZero: whether corners are edges of pixels counted from 0, instead of the first and
  ///   the last pixel of the box counted from 1.
  /// - Throws: `DataError`.
  static func pages(
    of input: String, positions: PositionStorage, fromZero: Bool, notes: inout ConversionNotes
  ) throws(DataError) -> [ConvertedPage] {
    var pages: [ConvertedPage] = []
    for path in try SourceFiles.paths(of: input, extension: "xml", notes: &notes) {
      do throws(DataError) {
        pages.append(
          try page(of: path, positions: positions, fromZero: fromZero, notes: &notes))
      } catch { try notes.reject(error) }
    }
    return pages
  }

  private static func page(
    of path: String, positions: PositionStorage, fromZero: Bool, notes: inout ConversionNotes
  ) throws(DataError) -> ConvertedPage {
    let root = try XMLFile.read(path)
    guard root.name == "annotation" else {
      throw .annotation(
        item: "\(path), line \(root.line)",
        "expected <annotation> of Pascal VOC but found <\(MessageText.clean(root.name, limit: 40))>; "
          + "check --from.")
    }
    let named = root.text(of: "filename") ?? ""
    let name = try ConvertedPage.name(
      named.isEmpty ? ConvertedPage.stem(of: Path.lastComponent(path)) : named, item: path)
    var page = ConvertedPage(name: name, source: path)
    page.size = try size(in: root, path: path)
    for child in root.children where child.name == "object" {
      do throws(DataError) {
        page.symbols.append(
          try symbol(child, path: path, positions: positions, fromZero: fromZero))
        drop(propertiesOf: child, positions: positions, &notes)
      } catch { try notes.reject(error) }
    }
    return page
  }

  private static func size(
    in root: XMLElement, path: String
  ) throws(DataError) -> PageSize? {
    guard let element = root.child("size") else { return nil }
    let width = try XMLFile.number("width", of: element, path: path)
    let height = try XMLFile.number("height", of: element, path: path)
    // Some tools write 0 where they do not know.
    if width == 0, height == 0 { return nil }
    guard let columns = Int(exactly: width), let rows = Int(exactly: height),
      let size = PageSize(width: columns, height: rows)
    else {
      throw .annotation(
        item: "\(path), line \(element.line)",
        "\(NumberText.shortest(width))x\(NumberText.shortest(height)) cannot be the size of a page."
      )
    }
    return size
  }

  private static func symbol(
    _ object: XMLElement, path: String, positions: PositionStorage, fromZero: Bool
  ) throws(DataError) -> ConvertedSymbol {
    let item = "\(path), line \(object.line)"
    guard let name = object.text(of: "name"), let corners = object.child("bndbox") else {
      throw .annotation(item: item, "the object has no <name> or no <bndbox>; add it.")
    }
    var numbers: [Double] = []
    for corner in ["xmin", "ymin", "xmax", "ymax"] {
      numbers.append(try XMLFile.number(corner, of: corners, path: path))
    }
    let first = fromZero ? 0.0 : 1
    let box = Box(
      x1: Decimals.tidy(numbers[0] - first), y1: Decimals.tidy(numbers[1] - first),
      x2: numbers[2], y2: numbers[3])
    return try ConvertedSymbol(
      item: item, box: box, className: name,
      attribute: attributes(of: object)[PositionStorage.attributeName], positions: positions)
  }

  private static func attributes(of object: XMLElement) -> [String: String] {
    var values: [String: String] = [:]
    for attribute in object.child("attributes")?.children ?? [] {
      if let name = attribute.text(of: "name") { values[name] = attribute.text(of: "value") ?? "" }
    }
    return values
  }

  /// Counts what an object says beside name and box.
  private static func drop(
    propertiesOf object: XMLElement, positions: PositionStorage, _ notes: inout ConversionNotes
  ) {
    for child in object.children {
      let text = TextFile.trimmed(child.text)
      switch child.name {
      case "name", "bndbox", "attributes": continue
      case "pose" where ["", "Unspecified"].contains(text): continue
      case "truncated", "difficult", "occluded":
        if text != "0", !text.isEmpty { notes.drop(child.name) }
      default: notes.drop(child.name)
      }
    }
    for name in attributes(of: object).keys where name != PositionStorage.attributeName {
      notes.drop("attribute \(name)")
    }
  }
}
