public import CustosDataSet
public import CustosImage
public import CustosNotation
import CustosPlatform

/// A page image and the annotation file beside it.
public struct AnnotatedPage: Equatable, Sendable {
  /// Path of the image.
  public let image: String
  /// Path of the annotation file, the image's name with `.txt` behind it.
  public let annotations: String
  /// What becomes of the image's mark of rotation: boxes are in the picture that comes out.
  public var rotation = RotationMark.followed

  /// File name of the image, such as `12673.JPG`.
  public var name: String { Path.lastComponent(image) }

  /// Finds the pages of a folder, sorted by name.
  ///
  /// Images end in .jpg, .jpeg or .png in any letter case. Annotation files are named like an image
  /// with `.txt` behind it, where need be with the extension in another letter case or with accents in
  /// another form of Unicode; other files, such as a README or a licence, and those that are passed over
  /// everywhere are left alone.
  ///
  /// - Returns: the pages, and an error for each image or annotation file that stands alone or cannot be used.
  /// - Throws: `DataError.platform` when the folder cannot be read, `.notAFolder` when it is a
  ///   file, `.nothingFound` when it holds no page at all.
  public static func find(
    in folder: String
  ) throws(DataError) -> (pages: [AnnotatedPage], unpaired: [DataError]) {
    var unpaired: [DataError] = []
    var images: [String] = []
    var texts: [String] = []
    for name in try FileSystem.visibleNames(in: folder) {
      let isImage = ImageFormat.isPicture(named: name)
      guard isImage || isAnnotationFile(name) else { continue }
      if let fault = FileSystem.fault(of: Path.join(folder, name)) {
        unpaired.append(fault)
      } else if isImage {
        images.append(name)
      } else {
        texts.append(name)
      }
    }
    // A file of exactly the right name comes first, so that A.JPG and A.jpg each keep their own. Names are
    // bytes: as keys, text in different forms of Unicode would be one.
    func bytes(_ name: String) -> [UInt8] { Array(name.utf8) }
    var textOfImage: [[UInt8]: String] = [:]
    let exact = Set(texts.map(bytes))
    for image in images where exact.contains(bytes(image + ".txt")) {
      textOfImage[bytes(image)] = image + ".txt"
    }
    let taken = Set(textOfImage.values.map(bytes))
    texts.removeAll { taken.contains(bytes($0)) }
    for image in images where textOfImage[bytes(image)] == nil {
      // Equal text may be written in another form of Unicode, as by macOS.
      let name = folded(image[...])
      guard let index = texts.firstIndex(where: { folded($0.dropLast(4)) == name }) else {
        continue
      }
      textOfImage[bytes(image)] = texts.remove(at: index)
    }
    var pages: [AnnotatedPage] = []
    for image in images {
      if let text = textOfImage[bytes(image)] {
        pages.append(
          AnnotatedPage(image: Path.join(folder, image), annotations: Path.join(folder, text)))
      } else {
        unpaired.append(.annotationMissing(image: Path.join(folder, image)))
      }
    }
    for text in texts { unpaired.append(.imageMissing(annotation: Path.join(folder, text))) }
    guard !pages.isEmpty || !unpaired.isEmpty else {
      throw .nothingFound(
        folder: folder, wanted: "page images (.jpg, .jpeg or .png, each with its .txt)")
    }
    return (pages, unpaired)
  }

  /// The annotation file beside a page's image: its name with `.txt` behind it, with accents in the form in
  /// which the folder has them; also where there is none.
  static func annotations(beside image: String) -> String {
    let wanted = image + ".txt"
    guard FileSystem.kind(of: wanted) == .missing else { return wanted }
    let folder = Path.directory(image)
    let names = (try? FileSystem.entries(folder)) ?? []
    let found = names.first { $0 == Path.lastComponent(wanted) }
    return found.map { Path.join(folder, $0) } ?? wanted
  }

  private static func isAnnotationFile(_ name: String) -> Bool {
    Path.lowercasedExtension(name) == "txt"
      && ImageFormat.isPicture(named: String(name.dropLast(4)))
  }

  /// The name with its extension in lower case, so that `A.JPG` and `A.jpg.txt` find each other.
  private static func folded(_ name: Substring) -> String {
    let text = String(name)
    let suffix = Path.lowercasedExtension(text)
    return String(text.dropLast(suffix.count)) + suffix
  }

  /// Reads the annotation file: symbols with their 1-based lines, and errors for the other lines.
  ///
  /// - Parameter needingPosition: whether a line without a staff position is wrong.
  /// - Throws: `DataError.platform`.
  public func readAnnotations(
    needingPosition: Bool
  ) throws(DataError) -> ParsedLines<LabelledBox> {
    do throws(PlatformError) {
      return LabelledBox.parseAnnotations(
        try FileSystem.read(annotations), needingPosition: needingPosition)
    } catch {
      throw .platform(error)
    }
  }

  /// Decodes the image.
  ///
  /// - Throws: `DataError.image`.
  public func readImage() throws(DataError) -> PixelBuffer {
    do throws(ImageError) { return try PixelBuffer(readingFrom: image, rotation: rotation) } catch {
      throw .image(error, item: image)
    }
  }
}
