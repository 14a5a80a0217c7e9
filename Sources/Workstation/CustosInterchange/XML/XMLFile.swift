import CustosDataSet
import CustosPlatform

/// XML files of pages.
enum XMLFile {
  private static let sizeLimit = 64 << 20

  /// Reads a file.
  ///
  /// - Throws: `DataError.annotation` with its line, `.platform`.
  static func read(_ path: String) throws(DataError) -> XMLElement {
    let bytes = try TextFile.bytes(of: path, sizeLimit: sizeLimit)
    do throws(TextFailure) { return try XMLReader.read(bytes) } catch {
      throw .annotation(
        item: "\(path), line \(error.line)", "it cannot be read as XML: \(error.detail).")
    }
  }

  /// A child's number.
  ///
  /// - Throws: `DataError.annotation` without a child or with one that holds no number.
  static func number(
    _ name: String, of element: XMLElement, path: String
  ) throws(DataError) -> Double {
    guard let child = element.child(name) else {
      throw .annotation(
        item: "\(path), line \(element.line)", "<\(element.name)> has no <\(name)>; add it.")
    }
    guard let number = NumberText.double(TextFile.trimmed(child.text)) else {
      throw .annotation(
        item: "\(path), line \(child.line)",
        "<\(name)> must be a number, but is \(MessageText.quoted(TextFile.trimmed(child.text))).")
    }
    return number
  }
}
