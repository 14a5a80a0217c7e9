public import CustosDataSet
public import CustosImage
public import CustosNotation
import CustosPlatform

/// A page image and the file that names all of its symbols, beside it or in a folder of its own.
public struct CompletePage: Equatable, Sendable {
  /// Path of the image.
  public let image: String
  /// Path of the annotations, see `CompleteAnnotation`.
  public let truth: String
  /// What becomes of the image's mark of rotation: boxes are in the picture that comes out.
  public var rotation = RotationMark.followed

  /// File name of the image, such as `12673.JPG`.
  public var name: String { Path.lastComponent(image) }

  /// The writer that the name begins with, up to the first `_`; the whole name without one.
  public var writer: String { String(name.prefix { $0 != "_" }) }

  /// Finds the pages of a folder, sorted by name.
  ///
  /// - Parameters:
  ///   - truthFolder: holds the annotations, named like an image with `.txt` behind it or in place of its
  ///     extension; nil for those beside the images.
  ///   - rotation: what becomes of their marks of rotation.
  /// - Throws: `DataError.annotationMissing` for an image without annotations, and as
  ///   `AnnotatedPage.find(in:)`.
  public static func find(
    in folder: String, truthFolder: String? = nil, rotation: RotationMark = .followed
  ) throws(DataError) -> [CompletePage] {
    guard let truthFolder else {
      let (pages, unpaired) = try AnnotatedPage.find(in: folder)
      if let error = unpaired.first { throw error }
      return try distinct(
        pages.map { CompletePage(image: $0.image, truth: $0.annotations, rotation: rotation) })
    }
    let truths = try FileSystem.visibleNames(in: truthFolder)
    var pages: [CompletePage] = []
    for image in try PageImages.paths(in: folder) {
      let name = Path.lastComponent(image)
      let stem = name.dropLast(Path.lowercasedExtension(name).utf8.count + 1)
      let wanted = [name, String(stem)].map { $0 + ".txt" }
      // The very bytes come first, then the same text in another form of Unicode.
      let candidates = wanted + wanted.compactMap { name in truths.first { $0 == name } }
      guard
        let truth = candidates.map({ Path.join(truthFolder, $0) })
          .first(where: { FileSystem.kind(of: $0) == .file })
      else { throw .annotationMissing(image: Path.join(truthFolder, name)) }
      pages.append(CompletePage(image: image, truth: truth, rotation: rotation))
    }
    return try distinct(pages)
  }

  /// The pages, whose names must be different text, since runs tell them apart by it.
  private static func distinct(_ pages: [CompletePage]) throws(DataError) -> [CompletePage] {
    var images: [String: String] = [:]
    for page in pages {
      if let other = images.updateValue(page.image, forKey: page.name) {
        throw .sameButForm(what: "pages", first: other, second: page.image)
      }
    }
    return pages
  }

  /// Decodes the image.
  ///
  /// - Throws: `DataError.image`.
  public func picture() throws(DataError) -> Picture {
    try PageImages.picture(of: image, rotation: rotation)
  }

  /// Reads the annotations; a position of a class whose place on the staff means nothing, such as that of a
  /// dot, is left out, since lines without a position cannot be written in every form.
  ///
  /// - Throws: `DataError.notation` with the first line that cannot be read,
  ///   `.contradiction` where two lines give one box different classes or places.
  public func annotations() throws(DataError) -> [CompleteAnnotation] {
    let parsed = try parse()
    if let error = Self.repeated(parsed).errors(in: truth).first { throw error.error }
    return parsed.entries.map(\.entry).map { entry in
      var entry = entry
      if case .position = entry.place, !SymbolClass.hasStaffPosition(entry.className) {
        entry.place = .none
      }
      return entry
    }
  }

  /// CRC-32 of image and annotation file, one after the other.
  ///
  /// - Throws: `DataError.platform`.
  public func checksum() throws(DataError) -> UInt32 {
    do throws(PlatformError) {
      return CRC32.checksum(try FileSystem.read(image) + FileSystem.read(truth))
    } catch { throw .platform(error) }
  }

  /// Reads the annotations, all of which must lie on the page.
  ///
  /// - Parameters:
  ///   - width: columns of the page.
  ///   - height: rows of the page.
  /// - Throws: as `annotations()`, and `DataError.image` with `.boxOutsidePage`.
  public func annotations(
    onPageOf width: Int, _ height: Int
  ) throws(DataError) -> [CompleteAnnotation] {
    let annotations = try annotations()
    for annotation in annotations where !annotation.box.isOn(width: width, height: height) {
      throw .image(
        .boxOutsidePage(annotation.box, pageWidth: width, pageHeight: height),
        item: "A symbol of \(truth)")
    }
    return annotations
  }

  /// A sentence about lines of the annotations that say the same, nil without such.
  ///
  /// - Throws: `DataError.notation`, `.platform`.
  public func repetition() throws(DataError) -> String? {
    Self.repeated(try parse()).warning(in: truth)
  }

  private func parse() throws(DataError) -> ParsedLines<CompleteAnnotation> {
    let bytes: [UInt8]
    do throws(PlatformError) { bytes = try FileSystem.read(truth) } catch { throw .platform(error) }
    let parsed = CompleteAnnotation.parse(bytes)
    if let error = parsed.errors.first { throw .notation(error, file: truth) }
    return parsed
  }

  private static func repeated(_ parsed: ParsedLines<CompleteAnnotation>) -> RepeatedBoxes {
    RepeatedBoxes(parsed.entries, box: \.box, className: \.className)
  }
}
