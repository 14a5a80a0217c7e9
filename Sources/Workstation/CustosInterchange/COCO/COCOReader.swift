import CustosDataSet
import CustosPlatform
import Foundation

/// Reads COCO JSON.
struct COCOReader {
  private let path: String
  private let positions: PositionStorage
  private var pages: [ConvertedPage] = []
  private var pageOfID: [Int: Int] = [:]
  private var nameOfID: [Int: String] = [:]

  /// Reads the pages of a file in the order of its images.
  ///
  /// - Throws: `DataError`.
  static func pages(
    of path: String, positions: PositionStorage, notes: inout ConversionNotes
  ) throws(DataError) -> [ConvertedPage] {
    if FileSystem.kind(of: path) == .directory {
      throw .annotation(item: path, "it is a folder; give the JSON file.")
    }
    let file = try read(path)
    var reader = COCOReader(path: path, positions: positions)
    for (index, element) in file.categories.enumerated() {
      try reader.add(element, "categories[\(index)]", &notes) {
        (reader, category, item, notes) throws(DataError) in
        try reader.add(category, item, &notes)
      }
    }
    for (index, element) in file.images.enumerated() {
      try reader.add(element, "images[\(index)]", &notes) {
        (reader, image, item, notes) throws(DataError) in
        try reader.add(image, item, &notes)
      }
    }
    for (index, element) in file.annotations.enumerated() {
      try reader.add(element, "annotations[\(index)]", &notes) {
        (reader, annotation, item, notes) throws(DataError) in
        try reader.add(annotation, item, &notes)
      }
    }
    return reader.pages
  }

  private init(path: String, positions: PositionStorage) {
    self.path = path
    self.positions = positions
  }

  private static func read(_ path: String) throws(DataError) -> COCOFile {
    let data = Data(try TextFile.bytes(of: path))
    do { return try JSONDecoder().decode(COCOFile.self, from: data) } catch {
      throw .annotation(
        item: path,
        "it cannot be read as COCO annotations: "
          + "\(COCOFailure.syntaxDetail(of: data) ?? COCOFailure.detail(of: error)).")
    }
  }

  /// Takes an element over, or its error.
  private mutating func add<Value>(
    _ element: COCOElement<Value>, _ place: String, _ notes: inout ConversionNotes,
    _ take: (inout Self, Value, String, inout ConversionNotes) throws(DataError) -> Void
  ) throws(DataError) {
    let item = "\(path), \(place)"
    do throws(DataError) {
      switch element.value {
      case .success(let value): try take(&self, value, item, &notes)
      case .failure(let error):
        throw .annotation(item: item, COCOFailure.detail(of: error) + "; correct it.")
      }
    } catch { try notes.reject(error) }
  }

  private mutating func add(
    _ category: COCOCategory, _ item: String, _ notes: inout ConversionNotes
  ) throws(DataError) {
    guard nameOfID[category.id] == nil else {
      throw .annotation(item: item, "another category has the id \(category.id), too.")
    }
    nameOfID[category.id] = category.name
    for other in category.others { notes.drop("category's \(other)") }
  }

  private mutating func add(
    _ image: COCOImage, _ item: String, _ notes: inout ConversionNotes
  ) throws(DataError) {
    guard pageOfID[image.id] == nil else {
      throw .annotation(item: item, "another image has the id \(image.id), too.")
    }
    let name = try ConvertedPage.name(image.fileName, item: item)
    var size: PageSize?
    if let width = image.width, let height = image.height, width != 0 || height != 0 {
      size = PageSize(width: width, height: height)
      guard size != nil else {
        throw .annotation(item: item, "\(width)x\(height) cannot be the size of a page.")
      }
    }
    pageOfID[image.id] = pages.count
    pages.append(ConvertedPage(name: name, source: item, size: size))
    for other in image.others { notes.drop("image's \(other)") }
  }

  private mutating func add(
    _ annotation: COCOAnnotation, _ place: String, _ notes: inout ConversionNotes
  ) throws(DataError) {
    let item = annotation.id.map { "\(place) (id \($0))" } ?? place
    guard let page = pageOfID[annotation.imageID] else {
      throw .annotation(item: item, "no image has the id \(annotation.imageID); correct image_id.")
    }
    guard let name = nameOfID[annotation.categoryID] else {
      throw .annotation(
        item: item, "no category has the id \(annotation.categoryID); correct category_id.")
    }
    if annotation.isCrowd { return notes.drop("crowd region") }
    pages[page].symbols.append(
      try ConvertedSymbol(
        item: item, box: annotation.box, className: name, attribute: annotation.staffPosition,
        positions: positions))
    for other in annotation.others { notes.drop(other) }
  }
}
