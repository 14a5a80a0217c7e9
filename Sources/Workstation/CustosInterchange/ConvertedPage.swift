import CustosDataSet
import CustosPlatform

/// A page on its way from one format to another.
struct ConvertedPage: Sendable {
  /// File name of its picture, or that name without its extension where the format knows no more.
  var name: String
  /// The file that tells of it, for messages.
  let source: String
  /// Path of the picture, where it is known.
  var picture: String?
  /// Its size, where the format or the picture tells.
  var size: PageSize?
  /// The symbols in the order of the file.
  var symbols: [ConvertedSymbol] = []
  /// Whether boxes are in fractions of the page's width and height.
  var isRelative = false

  /// The name without the extension of a picture.
  var stem: String { Self.stem(of: name) }

  /// Cuts the last extension off a file name.
  static func stem(of name: String) -> String {
    let suffix = Path.lowercasedExtension(name)
    return suffix.isEmpty
      ? name : String(decoding: name.utf8.dropLast(suffix.utf8.count + 1), as: UTF8.self)
  }

  /// The file name of a page that a foreign file names, folders before it left out.
  ///
  /// - Throws: `DataError.annotation` for what cannot be the name of a file.
  static func name(_ text: String, item: String) throws(DataError) -> String {
    let path = TextFile.trimmed(text).utf8.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }
    let name = Path.lastComponent(String(decoding: path, as: UTF8.self))
    guard !name.isEmpty, name.utf8.first != UInt8(ascii: "."), name.utf8.count < 200,
      !name.unicodeScalars.contains(where: MessageText.isControl)
    else {
      throw .annotation(
        item: item, "\(MessageText.quoted(text)) cannot be the name of a page; correct it.")
    }
    return name
  }
}
