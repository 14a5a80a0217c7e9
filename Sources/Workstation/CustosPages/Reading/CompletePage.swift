public import CustosDataSet
import CustosImage
public import CustosNotation
import CustosPlatform

/// A page image and the file that names all of its symbols, beside it or in a folder of its own.
public struct CompletePage: Equatable, Sendable {
  /// Path of the image.
  public let image: String
  /// Path of the annotations, see `CompleteAnnotation`.
  public let truth: String

  /// File name of the image, such as `12673.JPG`.
  public var name: String { Path.lastComponent(image) }

  /// The writer that the name begins with, up to the first `_`; the whole name without one.
  public var writer: String { String(name.prefix { $0 != "_" }) }

  /// Finds the pages of a folder, sorted by name.
  ///
  /// - Parameter truthFolder: holds the annotations, named like an image with `.txt` behind it or in
  ///   place of its extension; nil for those beside the images.
  /// - Throws: `DataError.annotationMissing` for an image without annotations, and as
  ///   `AnnotatedPage.find(in:)`.
  public static func find(
    in folder: String, truthFolder: String? = nil
  ) throws(DataError) -> [CompletePage] {
    guard let truthFolder else {
      let (pages, unpaired) = try AnnotatedPage.find(in: folder)
      if let error = unpaired.first { throw error }
      return pages.map { CompletePage(image: $0.image, truth: $0.annotations) }
    }
    var pages: [CompletePage] = []
    for image in try PageImages.paths(in: folder) {
      let name = Path.lastComponent(image)
      let stem = name.dropLast(Path.lowercasedExtension(name).utf8.count + 1)
      let candidates = [name, String(stem)].map { Path.join(truthFolder, $0 + ".txt") }
      guard let truth = candidates.first(where: { FileSystem.kind(of: $0) == .file }) else {
        throw .annotationMissing(image: Path.join(truthFolder, name))
      }
      pages.append(CompletePage(image: image, truth: truth))
    }
    return pages
  }

  /// Reads the annotations; a position of a class whose place on the staff means nothing, such as that of a
  /// dot, is left out, since lines without a position cannot be written in every form.
  ///
  /// - Throws: `DataError.notation` with the first line that cannot be read,
  ///   `.contradiction` where two lines give one box different classes or places.
  public func annotations() throws(DataError) -> [CompleteAnnotation] {
    let bytes: [UInt8]
    do throws(PlatformError) { bytes = try FileSystem.read(truth) } catch { throw .platform(error) }
    let parsed = CompleteAnnotation.parse(bytes)
    if let error = parsed.errors.first { throw .notation(error, file: truth) }
    let sorted = parsed.entries.sorted { Self.precedes($0.entry.box, $1.entry.box) }
    for (first, second) in zip(sorted, sorted.dropFirst())
    where first.entry.box == second.entry.box && first.entry != second.entry {
      throw .contradiction(
        file: truth, lines: [first.line, second.line].sorted(),
        className: second.entry.className)
    }
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

  private static func precedes(_ first: Box, _ second: Box) -> Bool {
    (first.y1, first.x1, first.y2, first.x2) < (second.y1, second.x1, second.y2, second.x2)
  }
}
