import CustosDataSet
import CustosImage
import CustosPlatform

/// Reads YOLO text files: a line `class x y width height` for each symbol, centre and extent in
/// fractions of the page.
enum YOLOReader {
  /// Reads a data set: its list of class names, and every text file below a folder `labels`, or
  /// beside the list where there is none.
  ///
  /// Pictures lie where Ultralytics looks for them: in `images` instead of `labels`, or beside the
  /// text files.
  ///
  /// - Throws: `DataError`.
  static func pages(
    of folder: String, positions: PositionStorage, picturesElsewhere: Bool,
    notes: inout ConversionNotes
  ) throws(DataError) -> [ConvertedPage] {
    let classes = try YOLOClassList(in: folder)
    var pages: [ConvertedPage] = []
    var indices: [String: PictureIndex] = [:]
    let paths = labelFiles(in: folder).map { Path.join(folder, $0) }
    guard !paths.isEmpty else {
      throw .nothingFound(folder: folder, wanted: "text files with symbols, in labels or beside it")
    }
    for path in try SourceFiles.regular(paths, notes: &notes) {
      do throws(DataError) {
        var page = ConvertedPage(
          name: ConvertedPage.stem(of: Path.lastComponent(path)), source: path)
        page.isRelative = true
        if !picturesElsewhere {
          let picture = try picture(of: page, &indices)
          page.picture = picture
          page.name = Path.lastComponent(picture)
        }
        page.symbols = try symbols(of: path, classes, positions, &notes)
        pages.append(page)
      } catch { try notes.reject(error) }
    }
    return pages
  }

  private static func labelFiles(in folder: String) -> [String] {
    let files = OutputFolder.files(below: folder).filter {
      Path.lowercasedExtension($0) == "txt" && !YOLOClassList.isList($0)
        && !$0.split(separator: "/").contains { $0.hasPrefix(".") }
    }
    let labels = files.filter { $0.split(separator: "/").dropLast().contains("labels") }
    return labels.isEmpty ? files.filter { !$0.contains("/") } : labels
  }

  /// The picture of a text file: in the folder `images` instead of `labels`, or beside it.
  private static func picture(
    of page: ConvertedPage, _ indices: inout [String: PictureIndex]
  ) throws(DataError) -> String {
    let beside = Path.directory(page.source)
    var parts = beside.split(separator: "/", omittingEmptySubsequences: false)
    var folders = [beside]
    if let index = parts.lastIndex(of: "labels") {
      parts[index] = "images"
      folders.insert(parts.joined(separator: "/"), at: 0)
    }
    for folder in folders where FileSystem.kind(of: folder) == .directory {
      let index: PictureIndex
      if let known = indices[folder] { index = known } else { index = try PictureIndex(folder) }
      indices[folder] = index
      if let picture = try index.picture(of: page) { return picture }
    }
    throw .annotation(
      item: page.source,
      "its picture is neither beside it nor in a folder images; name the folder with --pages.")
  }

  private static func symbols(
    of path: String, _ classes: YOLOClassList, _ positions: PositionStorage,
    _ notes: inout ConversionNotes
  ) throws(DataError) -> [ConvertedSymbol] {
    var symbols: [ConvertedSymbol] = []
    for (number, text) in try TextFile.lines(of: path) {
      do throws(DataError) {
        let item = "\(path), line \(number)"
        let (symbol, hasConfidence) = try symbol(text, item: item, classes, positions)
        symbols.append(symbol)
        if hasConfidence { notes.drop("confidence") }
      } catch { try notes.reject(error) }
    }
    return symbols
  }

  private static func symbol(
    _ text: String, item: String, _ classes: YOLOClassList, _ positions: PositionStorage
  ) throws(DataError) -> (ConvertedSymbol, hasConfidence: Bool) {
    let fields = text.split { $0 == " " || $0 == "\t" }.map(String.init)
    guard fields.count == 5 || fields.count == 6 else {
      throw .annotation(
        item: item,
        "expected class x y width height but found \(fields.count) fields"
          + (fields.count > 6 ? "; outlines and points are no boxes." : "; correct the line."))
    }
    guard let number = Int(fields[0]), let name = classes.names[number] else {
      throw .annotation(
        item: item,
        "the class \(MessageText.quoted(fields[0])) is not in \(classes.path), which names "
          + "\(classes.range).")
    }
    var numbers: [Double] = []
    for field in fields.dropFirst() {
      guard let number = NumberText.double(field) else {
        throw .annotation(
          item: item, "expected a number but found \(MessageText.quoted(field)); correct the line.")
      }
      numbers.append(number)
    }
    // The centre of a box on the page is on the page, even where the box is cut off at its border.
    guard numbers[..<2].allSatisfy({ (0...1).contains($0) }), numbers[2..<4].allSatisfy({ $0 <= 2 })
    else {
      throw .annotation(
        item: item,
        "the box lies outside the page: centre and extent must be fractions of the page, 0 to 1.")
    }
    let box = Box(
      x1: numbers[0] - numbers[2] / 2, y1: numbers[1] - numbers[3] / 2,
      x2: numbers[0] + numbers[2] / 2, y2: numbers[1] + numbers[3] / 2)
    return (
      try ConvertedSymbol(
        item: item, box: box, className: name, attribute: nil, positions: positions),
      fields.count == 6
    )
  }
}
