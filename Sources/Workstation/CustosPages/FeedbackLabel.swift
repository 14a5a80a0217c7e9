import CustosDataSet
import CustosImage
import CustosNotation
import CustosPlatform

/// A label that a person has corrected on the live page: a file `PICTURE-INDEX.json` beside its
/// picture, schema `custos.feedback/1`.
struct FeedbackLabel: Sendable {
  /// Path of the label's file.
  let path: String
  /// Path of the picture.
  let picture: String
  let box: Box
  /// The staff position, name or class that was given; the name of a folder.
  let label: String
  /// Columns and rows of the crop in the picture's pixels.
  let cropWidth: Int
  let cropHeight: Int
  /// Columns and rows of the model's patches.
  let patchWidth: Int
  let patchHeight: Int

  /// The patch's file name.
  var patchName: String { String(Path.lastComponent(path).dropLast(5)) + ".png" }

  /// The labels of a folder, sorted by name.
  static func find(in store: String) throws(DataError) -> [String] {
    let names = try FileSystem.visibleNames(in: store).filter { $0.hasSuffix(".json") }
    guard !names.isEmpty else {
      throw .nothingFound(folder: store, wanted: "corrected labels (PICTURE.png-NUMBER.json)")
    }
    return names.map { Path.join(store, $0) }
  }

  /// Reads a label's file.
  ///
  /// - Parameter grouping: whether the label is wanted, or the class that was given beside it.
  /// - Returns: nil where a person has given the other one alone.
  /// - Throws: `DataError.feedback` or `.platform`.
  init?(_ path: String, _ grouping: PatchExtraction.Grouping) throws(DataError) {
    self.path = path
    let name = Path.lastComponent(path).dropLast(5)
    guard let hyphen = name.lastIndex(of: "-"), name[name.index(after: hyphen)...].isDecimalNumber,
      ImageFormat(namedBy: String(name[..<hyphen])) != nil
    else {
      throw .feedback(path: path, detail: "its name is not PICTURE.png-NUMBER.json")
    }
    picture = Path.join(Path.directory(path), String(name[..<hyphen]))
    for file in [path, picture] where FileSystem.kind(of: file) != .missing {
      if let fault = FileSystem.fault(of: file) { throw fault }
    }
    let bytes: [UInt8]
    do throws(PlatformError) { bytes = try FileSystem.read(path) } catch { throw .platform(error) }
    let value: JSONValue
    do throws(JSONValue.Failure) { value = try JSONValue(parsing: bytes) } catch {
      guard !error.isShortOfMemory else {
        throw .platform(.outOfMemory(purpose: "reading \(path)"))
      }
      throw .feedback(path: path, detail: "it is not JSON: \(error.detail)")
    }
    guard value["schema"]?.string == "custos.feedback/1" else {
      throw .feedback(path: path, detail: "its schema is not custos.feedback/1")
    }
    let isClass = grouping == .className
    let hasLabel = value["label"] != nil || value["position"] != nil
    let hasClass = value["corrected_class"] != nil
    if isClass ? hasLabel && !hasClass : hasClass && !hasLabel { return nil }
    let corners = value["box"]?.elements?.compactMap(\.number) ?? []
    guard corners.count == 4, corners[2] > corners[0], corners[3] > corners[1] else {
      throw .feedback(
        path: path, detail: "\"box\" is not [x1, y1, x2, y2] with x1 < x2 and y1 < y2")
    }
    box = Box(x1: corners[0], y1: corners[1], x2: corners[2], y2: corners[3])
    label =
      try isClass ? Self.name("corrected_class", of: value, path) : Self.label(of: value, path)
    let prefix = isClass ? "class_" : ""
    (cropWidth, cropHeight) = try Self.size(prefix + "crop", of: value, path)
    (patchWidth, patchHeight) = try Self.size(prefix + "patch", of: value, path)
  }

  /// Cuts the patch out of the picture, as `custos extract` does.
  ///
  /// - Throws: `DataError.image`.
  func patch() throws(DataError) -> PixelBuffer {
    let page: PixelBuffer
    do throws(ImageError) { page = try PixelBuffer(readingFrom: picture) } catch {
      throw .image(error, item: picture)
    }
    do throws(ImageError) {
      let patch = try page.patch(box: box, width: cropWidth, height: cropHeight, padding: true)
      guard cropWidth != patchWidth || cropHeight != patchHeight else { return patch }
      return patch.resized(width: patchWidth, height: patchHeight)
    } catch { throw .image(error, item: path) }
  }

  /// `position`, or for labels that are plain names `label`.
  private static func label(of value: JSONValue, _ path: String) throws(DataError) -> String {
    guard value["label"]?.string != nil else {
      guard let label = value["position"]?.string, StaffPosition(name: label) != nil else {
        throw .feedback(path: path, detail: "\"position\" is none of L0 to L6 and S0 to S6")
      }
      return label
    }
    return try name("label", of: value, path)
  }

  /// A field that names a folder.
  private static func name(
    _ field: String, of value: JSONValue, _ path: String
  ) throws(DataError) -> String {
    guard let name = value[field]?.string, LoadedPage.isFolderName(name) else {
      throw .feedback(path: path, detail: "\"\(field)\" cannot be the name of a folder")
    }
    return name
  }

  private static func size(
    _ name: String, of value: JSONValue, _ path: String
  ) throws(DataError) -> (Int, Int) {
    let sides = value[name]?.elements?.compactMap(\.integer) ?? []
    guard sides.count == 2, sides.allSatisfy({ (1...20_000).contains($0) }),
      sides[0] * sides[1] <= PixelBuffer.maximumPixelCount
    else {
      throw .feedback(path: path, detail: "\"\(name)\" is not [width, height] in pixels")
    }
    return (sides[0], sides[1])
  }
}
