import CustosDataSet
import CustosImage
import CustosNotation
import CustosPlatform
import Foundation

/// Writes COCO JSON.
enum COCOWriter {
  /// Makes the file: numbers from 1, categories sorted by name.
  ///
  /// - Throws: `DataError.annotation`.
  static func text(
    of pages: [ConvertedPage], positions: PositionStorage, notes: inout ConversionNotes
  ) throws(DataError) -> String {
    let named = try ClassNames(pages, positions: positions, notes: &notes)
    var images: [COCODocument.Image] = []
    var annotations: [COCODocument.Annotation] = []
    for (page, symbols) in zip(pages, named.symbols) {
      let size = try Conversion.size(of: page)
      images.append(
        .init(id: images.count + 1, fileName: page.name, width: size.width, height: size.height))
      for symbol in symbols {
        let box = symbol.annotation.box
        let width = extent(from: box.x1, to: box.x2)
        let height = extent(from: box.y1, to: box.y2)
        annotations.append(
          .init(
            id: annotations.count + 1, imageId: images.count, categoryId: symbol.index + 1,
            bbox: [box.x1, box.y1, width, height], area: Decimals.tidy(width * height),
            attributes: positions.attribute(of: symbol.annotation)
              .map { [PositionStorage.attributeName: $0] }))
      }
    }
    let document = COCODocument(
      info: .init(description: "Music symbols, written by custos convert"), images: images,
      categories: named.names.enumerated().map { .init(id: $0 + 1, name: $1) },
      annotations: annotations)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let data = try? encoder.encode(document) else {
      throw .annotation(item: "the COCO file", "some number of it cannot be written as JSON.")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// The extent that leads back from the near to the far edge, as short as possible.
  static func extent(from near: Double, to far: Double) -> Double {
    for scale in [1.0, 10, 100, 1000, 1e6] {
      let short = ((far - near) * scale).rounded() / scale
      if short > 0, Decimals.tidy(near + short) == far { return short }
    }
    return far - near
  }
}
